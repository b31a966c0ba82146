import 'server-only';
import { appendEntry } from '../audit/trail/append-entry';
import { organisationsOf } from '../audit/trail/organisations-concerned';
import { lockedTransaction } from '../db/transaction';
import type { Services } from '../services';
import { planSweep } from './sweep-vault';

const dayMilliseconds = 86_400_000;
const atOnce = 200;

/**
 * Destroys drafts that nobody has touched for the days that the drafts' page names, and those of accounts that were closed, when
 * the days of grace have passed: nobody else could ever open them. Key, text and parts go at once, what lies in the vault by the sweep.
 */
export async function discardAbandoned(
  services: Pick<Services, 'db' | 'clock' | 'queue' | 'config'>,
): Promise<void> {
  const { db, clock, config } = services;
  const before = (days: number) => new Date(clock.now().getTime() - days * dayMilliseconds);
  const untouched = before(config.retention.draftDays);
  const closed = before(config.retention.graceDays);
  const drafts = await db.$queryRaw<{ id: string; why: 'abandoned' | 'account-closed' }[]>`
    SELECT id, 'abandoned' AS why FROM envelopes WHERE state = 'draft' AND updated_at <= ${untouched}
    UNION ALL
    SELECT e.id, 'account-closed' FROM users u JOIN envelopes e ON e.author_id = u.id AND e.state = 'draft'
    WHERE u.closed_at <= ${closed} AND e.author_kind IN ('user', 'token') AND e.updated_at > ${untouched}
    LIMIT ${atOnce}`;
  for (const { id, why } of drafts) {
    await db.$transaction(async (tx) => {
      const [draft] = await tx.$queryRaw<{ organisationId: string | null }[]>`
        SELECT organisation_id AS "organisationId" FROM envelopes
        WHERE id = ${id}::uuid AND state = 'draft' AND (${why} = 'account-closed' OR updated_at <= ${untouched}) FOR UPDATE`;
      if (!draft) return;
      await tx.envelope.delete({ where: { id }, select: { id: true } });
      await planSweep(services, tx, id, { now: true });
      const organisationIds = organisationsOf(draft);
      if (organisationIds.length === 0) return;
      await appendEntry(tx, {
        event: 'DraftDestroyed',
        actor: { kind: 'system' },
        client: null,
        organisationIds,
        detail: { why },
      });
    }, lockedTransaction);
  }
}
