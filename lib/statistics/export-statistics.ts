import 'server-only';
import type { Client, UserActor } from '../access/actor';
import { can } from '../access/policy';
import { noteStatistics } from '../audit/explore/note-reading';
import { csvField } from '../audit/export/csv';
import { AppError } from '../errors';
import type { Services } from '../services';
import { readFigures } from './read-figures';
import { byService, servicesOf } from './services-of';
import type { Figures, Service, StatisticsQuery } from './wire';

const columns = [
  'week',
  'serviceKind',
  'service',
  'sent',
  'recipients',
  'opened',
  'unopenedAfter7Days',
  'notificationFailures',
  'bytes',
  'received',
  'activePeople',
  'medianSecondsToOpen',
  'p90SecondsToOpen',
] as const;

/**
 * The figures of each service in each week as CSV (RFC 4180, with a byte order mark; fields that no spreadsheet computes). A
 * stretch of a year is small: weeks times services.
 * @throws AppError `not-found` for who is neither administrator nor auditor
 */
export async function exportStatistics(
  services: Pick<Services, 'db' | 'clock'>,
  input: { actor: UserActor; client: Client; query: StatisticsQuery },
): Promise<{ fileName: string; csv: string }> {
  const { actor, query } = input;
  if (!can(actor, 'statistics.read', actor)) throw new AppError('not-found');
  const now = services.clock.now();
  await services.db.$transaction((tx) => noteStatistics(tx, input, now));
  const [groups, named] = await Promise.all([
    readFigures(services, actor.organisationId, query, 'cells'),
    servicesOf(services.db, actor.organisationId),
  ]);
  const lines = groups
    .flatMap(({ week, service, figures }) => {
      const known = named.get(service ?? '');
      return week !== null && known ? [{ week, service: known, figures }] : [];
    })
    .sort((a, b) => a.week.localeCompare(b.week) || byService(a, b))
    .map(({ week, service, figures }) => csvLine(week, service, figures));
  return {
    fileName: `pli-statistics-${now.toISOString().slice(0, 10)}.csv`,
    csv: `\uFEFF${columns.join(',')}\r\n${lines.join('')}`,
  };
}

function csvLine(week: string, service: Service, figures: Figures): string {
  const { secondsToOpen, ...counts } = figures;
  const values: Record<(typeof columns)[number], string | number | null> = {
    week,
    serviceKind: service.kind,
    service: service.kind === 'personal' ? '' : service.name,
    ...counts,
    medianSecondsToOpen: secondsToOpen.median && Math.round(secondsToOpen.median),
    p90SecondsToOpen: secondsToOpen.p90 && Math.round(secondsToOpen.p90),
  };
  return `${columns.map((column) => csvField(String(values[column] ?? ''))).join(',')}\r\n`;
}
