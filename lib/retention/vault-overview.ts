import 'server-only';
import type { UserActor } from '../access/actor';
import { can } from '../access/policy';
import { AppError } from '../errors';
import type { ShownDestruction } from '../keeping/shown';
import type { Services } from '../services';
import { toShownDestruction } from './shown-destruction';

/** Letters and stored bytes of a month (UTC, `2026-11`); `month` null: no end is known. */
export type MonthOfLetters = { month: string | null; letters: number; bytes: number };

export type Destruction = ShownDestruction & { envelopeId: string; sealedAt: string; bytes: number };

export type HoldInForce = {
  id: string;
  envelopeId: string;
  why: string;
  by: string;
  setAt: string;
  sealedAt: string;
  sender: string;
};

/** What an administrator sees of the vault. */
export type VaultOverview = {
  letterRetentionDays: number | null;
  graceDays: number;
  backupDays: number;
  draftDays: number;
  /** By the month in which they were sent. */
  held: MonthOfLetters[];
  /** By the month in which they leave, if nothing changes. */
  leaving: MonthOfLetters[];
  /** The last ones, newest first. */
  destroyed: Destruction[];
  holds: HoldInForce[];
  /** Months whose vault key was destroyed, newest first. */
  monthsDestroyed: { month: string; destroyedAt: string; lastBackupUntil: string }[];
};

const rowsMax = 50;
const dayMilliseconds = 86_400_000;

/**
 * What the vault holds of the letters that the actor's organisation has sent, what leaves when, what was destroyed, and its holds.
 * @throws AppError `not-found` for anyone but its administrators
 */
export async function vaultOverview(
  { db, config }: Pick<Services, 'db' | 'config'>,
  actor: UserActor,
): Promise<VaultOverview> {
  if (!can(actor, 'retention.manage', actor)) throw new AppError('not-found');
  const { organisationId } = actor;
  const { graceDays, backupDays, draftDays } = config.retention;
  const lastBackupUntil = (at: Date) => new Date(at.getTime() + backupDays * dayMilliseconds).toISOString();
  const { letterRetentionDays } = await db.organisation.findUniqueOrThrow({
    where: { id: organisationId },
    select: { letterRetentionDays: true },
  });
  const months = await db.$queryRaw<
    { sent: string; leaves: string | null; letters: number; bytes: bigint }[]
  >`
    SELECT to_char(e.sealed_at AT TIME ZONE 'UTC', 'YYYY-MM') AS sent,
      to_char((k.judge_at + ${graceDays}::int * interval '1 day') AT TIME ZONE 'UTC', 'YYYY-MM') AS leaves,
      count(*)::int AS letters, coalesce(sum(e.attachment_bytes), 0)::bigint AS bytes
    FROM envelopes e JOIN envelope_keys k ON k.envelope_id = e.id AND k.holder = 'vault' AND k.packet IS NOT NULL
    WHERE e.organisation_id = ${organisationId}::uuid AND e.state = 'sealed' GROUP BY 1, 2`;
  const destroyed = await db.contentDestruction.findMany({
    where: { organisationId },
    include: { envelope: { select: { sealedAt: true } } },
    orderBy: [{ destroyedAt: 'desc' }, { envelopeId: 'desc' }],
    take: rowsMax,
  });
  const holds = await db.retentionHold.findMany({
    where: { organisationId, liftedAt: null },
    include: {
      setter: { select: { displayName: true } },
      envelope: { select: { sealedAt: true, senderAddress: true } },
    },
    orderBy: { id: 'desc' },
  });
  const monthsDestroyed = await db.vaultKey.findMany({
    where: { destroyedAt: { not: null } },
    orderBy: { name: 'desc' },
    take: rowsMax,
  });
  return {
    letterRetentionDays,
    graceDays,
    backupDays,
    draftDays,
    held: sumBy(months, ({ sent }) => sent),
    leaving: sumBy(months, ({ leaves }) => leaves),
    destroyed: destroyed.map(({ envelope, ...row }) => ({
      ...toShownDestruction({ config }, row),
      envelopeId: row.envelopeId,
      sealedAt: (envelope.sealedAt ?? row.destroyedAt).toISOString(),
      bytes: Number(row.bytes),
    })),
    holds: holds.map(({ id, envelopeId, why, setAt, setter, envelope }) => ({
      id,
      envelopeId,
      why,
      by: setter.displayName,
      setAt: setAt.toISOString(),
      sealedAt: (envelope.sealedAt ?? setAt).toISOString(),
      sender: envelope.senderAddress ?? '',
    })),
    monthsDestroyed: monthsDestroyed.flatMap(({ name, destroyedAt }) =>
      destroyedAt
        ? [
            {
              month: name,
              destroyedAt: destroyedAt.toISOString(),
              lastBackupUntil: lastBackupUntil(destroyedAt),
            },
          ]
        : [],
    ),
  };
}

/** The months in order, what has no end last. */
function sumBy<T extends { letters: number; bytes: bigint }>(
  rows: readonly T[],
  of: (row: T) => string | null,
): MonthOfLetters[] {
  const sums = new Map<string | null, MonthOfLetters>();
  for (const row of rows) {
    const month = of(row);
    const sum = sums.get(month) ?? { month, letters: 0, bytes: 0 };
    sums.set(month, { month, letters: sum.letters + row.letters, bytes: sum.bytes + Number(row.bytes) });
  }
  return [...sums.values()].sort((a, b) => (a.month ?? '9').localeCompare(b.month ?? '9'));
}
