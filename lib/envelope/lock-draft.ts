import type { UserActor } from '../access/actor';
import { can } from '../access/policy';
import { AppError } from '../errors';
import type { Tx } from '../jobs/queue';
import { assertDraft } from './envelope';

const lockedColumns = {
  id: true,
  state: true,
  mailboxId: true,
  organisationId: true,
  authorUserId: true,
  draftRevision: true,
  sealedAt: true,
  expiresAt: true,
} as const;

/** Enough room for a store that answers late: the row stays locked while the vault is asked. */
export const lockedTransaction = { maxWait: 10_000, timeout: 60_000 } as const;

/**
 * The author's own envelope, its row locked until the transaction ends: seal, registration, sweep and discard of one
 * envelope happen one after the other, never at once. Draft or already sealed: the caller looks.
 * @throws AppError `not-found` for one that is not there and one of somebody else alike
 */
export async function lockOwnEnvelope(tx: Tx, actor: UserActor, envelopeId: string) {
  await tx.$queryRaw`SELECT 1 FROM envelopes WHERE id = ${envelopeId}::uuid FOR UPDATE`;
  const envelope = await tx.envelope.findUnique({ where: { id: envelopeId }, select: lockedColumns });
  if (!envelope || !can(actor, 'draft.write', envelope)) throw new AppError('not-found');
  return envelope;
}

/**
 * The author's own draft, locked likewise.
 * @throws AppError `not-found`, `conflict` once it is sealed
 */
export async function lockDraft(tx: Tx, actor: UserActor, envelopeId: string) {
  const envelope = await lockOwnEnvelope(tx, actor, envelopeId);
  assertDraft(envelope.state);
  return envelope;
}
