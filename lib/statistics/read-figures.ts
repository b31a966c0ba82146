import 'server-only';
import type { Services } from '../services';
import {
  activePeopleSql,
  type Grouping,
  type GroupKey,
  receivedSql,
  recipientsSql,
  sentSql,
} from './figures-sql';
import { oneAtATime } from './one-at-a-time';
import { percentiles } from './percentiles';
import type { Figures, StatisticsQuery } from './wire';

type Cell = { week: string; service: string };
type Sent = Cell & { sent: bigint; bytes: bigint };
type Addressed = Cell & {
  recipients: bigint;
  unopened: bigint;
  failures: bigint;
  seconds: Uint8Array | null;
};
type Received = Cell & { received: bigint };
type Active = GroupKey & { people: bigint };

type Group = GroupKey & { figures: Figures; seconds: Uint8Array[] };

const inTurn = oneAtATime();

/** Figures of each group that has any, once for all who ask for the same at the same time, and one question after the other. */
export function readFigures(
  services: Pick<Services, 'db' | 'clock'>,
  organisationId: string,
  query: StatisticsQuery,
  grouping: Grouping,
): Promise<(GroupKey & { figures: Figures })[]> {
  const key = JSON.stringify([organisationId, query.from, query.to, query.zone, grouping]);
  return inTurn(key, () => compute(services, organisationId, query, grouping));
}

/** Counts come by week and service, and are summed here; people are counted in each group. */
async function compute(
  { db, clock }: Pick<Services, 'db' | 'clock'>,
  organisationId: string,
  query: StatisticsQuery,
  grouping: Grouping,
): Promise<(GroupKey & { figures: Figures })[]> {
  // Two connections: the longest of the four beside the three others.
  const [addressed, [sent, received, active]] = await Promise.all([
    db.$queryRaw<Addressed[]>(recipientsSql(organisationId, query, clock.now())),
    (async () =>
      [
        await db.$queryRaw<Sent[]>(sentSql(organisationId, query)),
        await db.$queryRaw<Received[]>(receivedSql(organisationId, query)),
        await db.$queryRaw<Active[]>(activePeopleSql(organisationId, query, grouping)),
      ] as const)(),
  ]);
  const groups = new Groups(grouping);
  for (const row of sent)
    for (const { figures } of groups.of(row)) {
      figures.sent += Number(row.sent);
      figures.bytes += Number(row.bytes);
    }
  for (const row of addressed)
    for (const { figures, seconds } of groups.of(row)) {
      figures.recipients += Number(row.recipients);
      figures.unopenedAfter7Days += Number(row.unopened);
      figures.notificationFailures += Number(row.failures);
      if (row.seconds) seconds.push(row.seconds);
    }
  for (const row of received)
    for (const { figures } of groups.of(row)) figures.received += Number(row.received);
  for (const row of active) groups.at(row).figures.activePeople = Number(row.people);
  return groups.all().map(({ week, service, figures, seconds }) => {
    const { count, median, p90 } = percentiles(seconds);
    return { week, service, figures: { ...figures, opened: count, secondsToOpen: { median, p90 } } };
  });
}

/** The groups, made when something falls into them. */
class Groups {
  readonly #groups = new Map<string, Group>();
  readonly #grouping: Grouping;

  constructor(grouping: Grouping) {
    this.#grouping = grouping;
  }

  at({ week, service }: GroupKey): Group {
    const key = `${week} ${service}`;
    const group = this.#groups.get(key) ?? { week, service, figures: { ...noFigures }, seconds: [] };
    this.#groups.set(key, group);
    return group;
  }

  /** Those that a week of a service counts for. */
  of({ week, service }: Cell): Group[] {
    if (this.#grouping === 'cells') return [this.at({ week, service })];
    const all = null;
    return [
      this.at({ week, service: all }),
      this.at({ week: all, service }),
      this.at({ week: all, service: all }),
    ];
  }

  all(): Group[] {
    return [...this.#groups.values()];
  }
}

/** A time in which nothing happened. */
export const noFigures: Figures = {
  sent: 0,
  recipients: 0,
  opened: 0,
  unopenedAfter7Days: 0,
  notificationFailures: 0,
  bytes: 0,
  received: 0,
  activePeople: 0,
  secondsToOpen: { median: null, p90: null },
};
