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
import type { Figures, StatisticsQuery } from './wire';

type Sent = GroupKey & { sent: bigint; bytes: bigint };
type Addressed = GroupKey & {
  recipients: bigint;
  opened: bigint;
  unopened: bigint;
  failures: bigint;
  percentiles: [number | null, number | null] | null;
};
type Received = GroupKey & { received: bigint };
type Active = GroupKey & { people: bigint };

/** Figures of each group that has any. */
export async function readFigures(
  { db, clock }: Pick<Services, 'db' | 'clock'>,
  organisationId: string,
  query: StatisticsQuery,
  grouping: Grouping,
): Promise<(GroupKey & { figures: Figures })[]> {
  const groups = new Map<string, GroupKey & { figures: Figures }>();
  const into = <Row extends GroupKey>(rows: Row[], take: (row: Row) => Partial<Figures>) => {
    for (const row of rows) {
      const { week, service } = row;
      const key = JSON.stringify([week, service]);
      const group = groups.get(key) ?? { week, service, figures: { ...noFigures } };
      Object.assign(group.figures, take(row));
      groups.set(key, group);
    }
  };
  const [sent, addressed, received, active] = await Promise.all([
    db.$queryRaw<Sent[]>(sentSql(organisationId, query, grouping)),
    db.$queryRaw<Addressed[]>(recipientsSql(organisationId, query, grouping, clock.now())),
    db.$queryRaw<Received[]>(receivedSql(organisationId, query, grouping)),
    db.$queryRaw<Active[]>(activePeopleSql(organisationId, query, grouping)),
  ]);
  into(sent, (row) => ({ sent: Number(row.sent), bytes: Number(row.bytes) }));
  into(addressed, (row) => ({
    recipients: Number(row.recipients),
    opened: Number(row.opened),
    unopenedAfter7Days: Number(row.unopened),
    notificationFailures: Number(row.failures),
    secondsToOpen: { median: row.percentiles?.[0] ?? null, p90: row.percentiles?.[1] ?? null },
  }));
  into(received, (row) => ({ received: Number(row.received) }));
  into(active, (row) => ({ activePeople: Number(row.people) }));
  return [...groups.values()];
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
