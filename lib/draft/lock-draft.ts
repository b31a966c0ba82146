import type { Author } from '../access/actor';
import { can } from '../access/policy';
import type { Envelope } from '../db/generated/client';
import type { Tx } from '../db/transaction';
import { assertDraft } from '../envelope/envelope';
import { AppError } from '../errors';

export type LockedEnvelope = Pick<
  Envelope,
  | 'id'
  | 'state'
  | 'mailboxId'
  | 'organisationId'
  | 'authorKind'
  | 'authorId'
  | 'draftRevision'
  | 'sealedAt'
  | 'expiresAt'
  | 'format'
  | 'manifestSha256'
  | 'origin'
  | 'inReplyTo'
>;

/**
 * The author's own envelope, its row locked until the transaction ends: seal, registration, sweep and discard of one
 * envelope happen one after the other, never at once. Draft or already sealed: the caller looks.
 * @throws AppError `not-found` for one that is not there and one of somebody else alike
 */
export async function lockOwnEnvelope(tx: Tx, actor: Author, envelopeId: string): Promise<LockedEnvelope> {
  const envelope = (await lockOwnEnvelopes(tx, actor, [envelopeId])).get(envelopeId);
  if (!envelope) throw new AppError('not-found');
  return envelope;
}

/** Several of them by id, locked in the order of their ids; one that is not there and one of somebody else are left out alike. */
export async function lockOwnEnvelopes(
  tx: Tx,
  actor: Author,
  envelopeIds: readonly string[],
): Promise<Map<string, LockedEnvelope>> {
  const rows = await tx.$queryRaw<LockedEnvelope[]>`
    SELECT id, state::text, mailbox_id AS "mailboxId", organisation_id AS "organisationId",
           author_kind AS "authorKind", author_id AS "authorId", draft_revision AS "draftRevision", sealed_at AS "sealedAt",
           expires_at AS "expiresAt", format, manifest_sha256 AS "manifestSha256",
           origin, in_reply_to AS "inReplyTo"
    FROM envelopes WHERE id = ANY (${[...envelopeIds]}::uuid[]) ORDER BY id FOR UPDATE`;
  const own = rows.filter((envelope) => can(actor, 'draft.write', envelope));
  return new Map(own.map((envelope) => [envelope.id, envelope]));
}

/**
 * The author's own draft, locked likewise.
 * @throws AppError `not-found`, `conflict` once it is sealed
 */
export async function lockDraft(tx: Tx, actor: Author, envelopeId: string) {
  const envelope = await lockOwnEnvelope(tx, actor, envelopeId);
  assertDraft(envelope.state);
  return envelope;
}
