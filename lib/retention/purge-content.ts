import 'server-only';
import { lockedTransaction } from '../db/transaction';
import type { Services } from '../services';
import { planSweep, sweepVault } from './sweep-vault';

type Needed = Pick<Services, 'db' | 'objectStore' | 'clock' | 'config' | 'queue'>;

/**
 * Removes from the vault what a destroyed letter had there and no other living letter names, with all versions, then the rows that
 * named it, and the drafts that quote it. What the store keeps under its object lock stays until that ends: the date is written
 * down, and it is tried again then. Repeating it is harmless; killed in the middle, or with the store away, it goes on from there.
 */
export async function purgeContent(services: Needed, { envelopeId }: { envelopeId: string }): Promise<void> {
  const { db, clock } = services;
  const destroyed = await db.contentDestruction.findUnique({ where: { envelopeId, purgedAt: null } });
  if (destroyed === null) return;
  await discardQuotingDrafts(services, envelopeId);
  const homes = await db.$queryRaw<{ id: string }[]>`
    SELECT ${envelopeId}::uuid AS id UNION
    SELECT p.made_in FROM part_uses u JOIN parts p ON p.id = u.part_id WHERE u.envelope_id = ${envelopeId}::uuid`;
  const locks: number[] = [];
  for (const { id } of homes) {
    const lockedUntil = await sweepVault(services, { envelopeId: id });
    if (lockedUntil !== null) locks.push(lockedUntil.getTime());
  }
  const data =
    locks.length > 0
      ? { lockedUntil: new Date(Math.max(...locks)) }
      : { purgedAt: clock.now(), lockedUntil: null };
  await db.contentDestruction.updateMany({ where: { envelopeId, purgedAt: null }, data });
}

/** Drafts that name a part which only letters that have ended hold: one by one, each under its own lock. */
async function discardQuotingDrafts(services: Needed, envelopeId: string): Promise<void> {
  const quoting = await services.db.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT e.id FROM part_uses u
    JOIN part_uses q ON q.part_id = u.part_id AND q.envelope_id <> u.envelope_id
    JOIN envelopes e ON e.id = q.envelope_id AND e.state = 'draft'
    WHERE u.envelope_id = ${envelopeId}::uuid AND NOT EXISTS (
      SELECT FROM part_uses h JOIN envelopes s ON s.id = h.envelope_id AND s.state = 'sealed'
      WHERE h.part_id = u.part_id AND h.released_at IS NULL)`;
  for (const { id } of quoting) {
    await services.db.$transaction(async (tx) => {
      const { count } = await tx.envelope.deleteMany({ where: { id, state: 'draft' } });
      if (count > 0) await planSweep(services, tx, id, { now: true });
    }, lockedTransaction);
  }
}
