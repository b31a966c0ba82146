import 'server-only';
import type { Author, UserActor } from '../access/actor';
import { can } from '../access/policy';
import { holdActor } from '../auth/lock-actor';
import type { Tx } from '../db/transaction';
import { assertDraft } from '../envelope/envelope';
import { vaultHolder } from '../envelope/release-content-key';
import { vaultKeyOf } from '../envelope/vault-key';
import type { CreateDraftRequest } from '../envelope/wire';
import type { FormatVersion } from '../envelope-format/content-key';
import type { SegmentDigest } from '../envelope-format/types';
import { AppError } from '../errors';
import { usableMailbox } from '../mailbox/usable-mailbox';
import type { Services } from '../services';

/**
 * Makes a draft under the id and the key packet that the author's browser made. Repeating it is harmless; a second key
 * packet is refused, because what is already stored is encrypted under the first; so is one that none of the vault's
 * keys of now unwraps, because what is sealed under it nobody could ever open.
 * @throws AppError `not-found` for a foreign mailbox or somebody else's id, `bad-request` for such a packet, `conflict`
 */
export async function createDraft(
  services: Pick<Services, 'db' | 'clock' | 'keys'>,
  asking: UserActor,
  { envelopeId, ...request }: CreateDraftRequest & { envelopeId: string },
): Promise<void> {
  const packet = await checkedPacket(services, request);
  await services.db.$transaction(async (tx) => {
    const actor = await holdActor(tx, asking, services.clock.now());
    const { state } = await makeDraft(services, tx, actor, { envelopeId, ...packet, ...request });
    assertDraft(state);
  });
}

/** A key packet that gives a seed back, and which of the vault's keys it is wrapped to. */
type CheckedPacket = { packet: Buffer<ArrayBuffer>; vaultKey: string | null };

type NewDraft = {
  envelopeId: string;
  mailboxId: string;
  format?: FormatVersion | undefined;
  manifest?: SegmentDigest | undefined;
  /** Of a guest's draft, which is an answer from its beginning: the letter it answers, and on whose room it is counted. */
  answers?: { envelopeId: string; countedOn: string | null } | undefined;
};

/**
 * The key packet as bytes, once it is known to give a seed back: before any row is locked.
 * @throws AppError `bad-request`
 */
export async function checkedPacket(
  services: Pick<Services, 'keys' | 'clock'>,
  { keyPacket }: Pick<CreateDraftRequest, 'keyPacket'>,
): Promise<CheckedPacket> {
  const packet = Buffer.from(keyPacket, 'base64');
  return { packet, vaultKey: await vaultKeyOf(services, packet) };
}

/**
 * The same in the caller's transaction: gives the state of the envelope that is there afterwards, sealed perhaps, and whether it was made
 * now, by this transaction.
 * @param draft `manifest`: that of a letter which is written at once
 * @throws AppError `not-found`, `conflict`
 */
export async function makeDraft(
  { clock }: Pick<Services, 'clock'>,
  tx: Tx,
  actor: Author,
  draft: NewDraft & CheckedPacket,
): Promise<{ state: 'draft' | 'sealed'; isNew: boolean }> {
  const { envelopeId, mailboxId, packet, vaultKey, format = 1, manifest, answers } = draft;
  const organisationId = await organisationOfSender(tx, actor, mailboxId);
  const now = clock.now();
  const { authorKind, authorId, origin } = authorOf(actor);
  const { holder, suite } = vaultHolder;
  const made = await tx.$executeRaw`
    WITH made AS (
      INSERT INTO envelopes (id, organisation_id, mailbox_id, author_kind, author_id, origin, created_at, updated_at, format,
        manifest_sha256, manifest_bytes, in_reply_to, counted_on)
      VALUES (${envelopeId}::uuid, ${organisationId}::uuid, ${mailboxId}::uuid, ${authorKind}, ${authorId}::uuid, ${origin},
        ${now}, ${now}, ${format}, ${manifest?.sha256 ?? null}, ${manifest?.ciphertextBytes ?? null},
        ${answers?.envelopeId ?? null}::uuid, ${answers?.countedOn ?? null}::uuid)
      ON CONFLICT DO NOTHING RETURNING id
    )
    INSERT INTO envelope_keys (envelope_id, holder, suite, packet, vault_key)
    SELECT id, ${holder}, ${suite}, ${packet}, ${vaultKey} FROM made`;
  if (made === 1) return { state: 'draft', isNew: true };
  const present = await tx.envelope.findUnique({
    where: { id: envelopeId },
    include: { keys: { where: { holder: vaultHolder.holder } } },
  });
  if (!present || !can(actor, 'draft.write', present)) throw new AppError('not-found');
  const isSame =
    packet.equals(present.keys[0]?.packet ?? Buffer.alloc(0)) &&
    present.format === format &&
    (answers === undefined || present.inReplyTo === answers.envelopeId);
  if (present.state === 'draft' && !isSame) throw new AppError('conflict');
  return { state: present.state, isNew: false };
}

/**
 * The organisation of a mailbox that the author may write from; a guest writes for nobody but herself.
 * @throws AppError `not-found`
 */
export async function organisationOfSender(tx: Tx, actor: Author, mailboxId: string): Promise<string | null> {
  if (actor.kind === 'user') return (await usableMailbox(tx, actor, mailboxId)).organisationId;
  if (!can(actor, 'mailbox.send', { id: mailboxId })) throw new AppError('not-found');
  return null;
}

/** Who writes, and by what way: a program writes as the person whose token it holds. */
function authorOf(actor: Author) {
  if (actor.kind === 'guest')
    return { authorKind: 'guest', authorId: actor.guestId, origin: 'browser' } as const;
  const { userId, token } = actor;
  return token
    ? ({ authorKind: 'token', authorId: userId, origin: 'api' } as const)
    : ({ authorKind: 'user', authorId: userId, origin: 'browser' } as const);
}
