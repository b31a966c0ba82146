import 'server-only';
import type { Client, UserActor } from '../access/actor';
import { noteStatistics } from '../audit/explore/note-reading';
import type { Services } from '../services';
import { weeksSql } from './figures-sql';
import { noFigures, readFigures } from './read-figures';
import { byService, servicesOf } from './services-of';
import type { StatisticsAnswer, StatisticsQuery } from './wire';

/**
 * Figures of the actor's own organisation by week and by service, for its administrators and auditors. People are counted,
 * never named. That somebody looked is an entry of the audit trail, once an hour.
 * @throws AppError `not-found` for everybody else
 */
export async function readStatistics(
  services: Pick<Services, 'db' | 'clock'>,
  input: { actor: UserActor; client: Client; query: StatisticsQuery },
): Promise<StatisticsAnswer> {
  const { actor, query } = input;
  const { db } = services;
  await noteStatistics(services, input);
  const [groups, weeks, named] = await Promise.all([
    readFigures(services, actor.organisationId, query, 'page'),
    db.$queryRaw<{ week: string }[]>(weeksSql(query)),
    servicesOf(db, actor.organisationId),
  ]);
  const ofWeek = new Map(groups.map((group) => [group.week, group.figures]));
  return {
    total: groups.find(({ week, service }) => week === null && service === null)?.figures ?? noFigures,
    weeks: weeks.map(({ week }) => ({ start: week, figures: ofWeek.get(week) ?? noFigures })),
    services: groups
      .flatMap(({ service, figures }) => {
        const known = service === null ? undefined : named.get(service);
        return known ? [{ service: known, figures }] : [];
      })
      .sort(byService),
  };
}
