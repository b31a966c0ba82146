import type { Author } from '../access/actor';
import type { Tx } from '../db/transaction';
import type { LockedEnvelope } from '../draft/lock-draft';
import { expiryOf } from '../envelope/envelope';
import type { ParsedSealRequest } from '../envelope/wire';
import { saltedHash } from '../envelope-format/salted-hash';
import { origins } from '../envelope-format/seal-2';
import { AppError } from '../errors';
import { resolveRecipients } from '../mailbox/resolve-recipients';
import { registeredParts } from '../parts/registered-parts';
import { storedSizes } from '../parts/stored-sizes';
import { attachmentBytesMaxOf } from '../quota/limits';
import type { Services } from '../services';
import { completeParts } from './complete-parts';
import { toSealedRecipients } from './compose-seal';
import { assertGuestAnswers } from './guest-answer';
import { quotedSeals } from './quoted-seals';
import { releaseOf } from './release-time';
import { guestSenderOf, senderOf, titleOf } from './sender';
import type { Carried } from './store-carried';

/** A draft that may be sealed, with all that its seal will say. */
export type PreparedLetter = Awaited<ReturnType<typeof prepareLetter>>;

/** One draft of a batch: what is asked for it, and what came with the request. */
export type LetterToSeal = { envelopeId: string; request: ParsedSealRequest; carried: Carried };

/**
 * Checks the right to send, the recipients, the limit and every stored segment of one draft, whose row and recipients' addresses are
 * locked. Writes nothing where it refuses.
 * @throws AppError `not-found`, `address-invalid`, `too-many-recipients`, `bad-request`, `envelope-incomplete`, `attachments-too-large`,
 * `release-time`, `storage-unavailable`
 */
export async function prepareLetter(
  services: Services,
  tx: Tx,
  actor: Author,
  draft: LockedEnvelope,
  { envelopeId, request, carried }: LetterToSeal,
  sealedAt: Date,
) {
  const { limits } = services.config;
  const sender =
    actor.kind === 'guest'
      ? guestSenderOf(
          actor,
          request,
          await assertGuestAnswers(services, tx, actor, { envelopeId, request }, sealedAt),
        )
      : await senderOf(tx, actor, request);
  // an answer from its beginning, and to that letter alone, on whose room it is counted
  if (actor.kind === 'guest' && draft.inReplyTo !== request.facts?.inReplyTo) throw new AppError('not-found');
  const version = draft.format === 1 ? 1 : 2;
  // a seal of version 1 has no place for it; a guest's answer goes out at once
  if (request.releaseAt !== undefined && (version === 1 || actor.kind === 'guest'))
    throw new AppError('bad-request', { detail: { field: 'releaseAt' } });
  const expiresAt = expiryOf(sealedAt, request.expiresInDays);
  /** Who presses Send may take it back; what a program sends goes out at once. */
  const takeBackSeconds =
    actor.kind === 'user' && actor.token === undefined ? sender.organisation.takeBackSeconds : 0;
  const release = releaseOf(request.releaseAt, { sealedAt, expiresAt, takeBackSeconds });
  const registered = await registeredParts(tx, envelopeId);
  // what is sealed elsewhere was looked for then, and what came with this request was stored a moment ago
  const isKnown = (id: string, madeIn: string) => madeIn !== envelopeId || carried.parts.has(id);
  const asked = registered.filter(({ id, madeIn }) => !isKnown(id, madeIn));
  const stored = await storedSizes(services.objectStore, asked);
  for (const { id, madeIn, segments } of registered) {
    const named = segments.map(({ sha256, ciphertextBytes }) => [sha256, ciphertextBytes] as const);
    if (madeIn !== envelopeId) stored.set(id, new Map(named));
    const digest = carried.parts.get(id);
    if (digest) stored.set(id, new Map([[digest.sha256, digest.ciphertextBytes]]));
  }
  const bytesMax = attachmentBytesMaxOf(services.config, draft.authorKind);
  const complete = completeParts(request.parts, registered, stored, bytesMax, version);
  const title = titleOf(sender, request);
  const facts = version === 1 ? null : await checkedFacts(tx, actor, request, title);
  const manifest = facts ? carried.manifest : complete.manifest;
  if (!manifest) throw new AppError('bad-request', { detail: { field: 'facts' } });
  // last: it makes mailboxes for guests, and a letter that is refused makes none
  const addressees = await resolveRecipients(tx, request.recipients, {
    recipientsMax: limits.recipientsMax,
    localeDefault: sender.organisation.locale,
  });
  return {
    envelopeId,
    sender,
    origin: origins.find((one) => one === draft.origin) ?? 'api',
    recipients: toSealedRecipients(addressees),
    complete,
    manifest,
    title,
    facts,
    /** Requests that store bytes were given out: something may have been left behind. */
    mayBeLeft: registered.some(({ signed, madeIn }) => signed && madeIn === envelopeId),
    release,
    sealedAt,
    expiresAt,
  };
}

/** What a seal of version 2 says beside: a title that is told in the clear is the one that is committed to. */
async function checkedFacts(
  tx: Tx,
  actor: Author,
  { facts, title: told }: ParsedSealRequest,
  title: string | null,
) {
  if (!facts) throw new AppError('bad-request', { detail: { field: 'facts' } });
  const { titleHash, titleSalt: hex, inReplyTo, forwards } = facts;
  const titleSalt = hex === null ? null : new Uint8Array(Buffer.from(hex, 'hex'));
  if (title !== null) {
    const isCommitted =
      title === told && titleSalt !== null && (await saltedHash(title, titleSalt)) === titleHash;
    if (!isCommitted) throw new AppError('bad-request', { detail: { field: 'title' } });
  }
  const quoted = await quotedSeals(tx, actor, { inReplyTo, forwards });
  return { titleHash, titleSalt: title === null ? null : titleSalt, inReplyTo, forwards, quoted };
}
