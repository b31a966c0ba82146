import 'server-only';
import { createHash } from 'node:crypto';
import type { Author, Client } from '../access/actor';
import { parseAddress } from '../address/address';
import { appendEntries, type NewAuditEntry } from '../audit/trail/append-entry';
import { organisationsOf } from '../audit/trail/organisations-concerned';
import { holdActor, lockOwner } from '../auth/lock-actor';
import type { Tx } from '../db/transaction';
import { lockedTransaction } from '../db/transaction';
import { releaseWaiting } from '../delivery/release-envelope';
import { lockOwnEnvelopes } from '../draft/lock-draft';
import { lockEnvelope } from '../envelope/lock-envelope';
import type { SealAnswer } from '../envelope/wire';
import { AppError } from '../errors';
import { rememberCorrespondents } from '../mailbox/remember-correspondents';
import { holdAddressees } from '../mailbox/resolve-recipients';
import { planSweep } from '../retention/sweep-vault';
import type { Services } from '../services';
import { type LetterToSeal, type PreparedLetter, prepareLetter } from './prepare-letter';
import { refusable } from './refusable';
import { type SignedLetter, signLetters } from './sign-letters';
import { correspondentsOf, writeSealed } from './write-sealed';

/** What became of one letter: sealed, now or before, or refused; then its draft stays as it was. */
export type SealOutcome = SealAnswer | AppError;

/**
 * Seals up to 1,000 drafts of one author in one transaction: those of version 2 with one signature, and one timestamp to come. With the
 * addresses and each envelope's row locked, the right to send, the recipients, the limit and every stored segment are checked, and envelopes,
 * recipients, copies, entries and jobs are written: all of it or nothing. A letter that cannot be sealed is refused by itself, and keeps no
 * other from being sealed. What is sealed already gets the answer it got. Outcomes in the order asked.
 * @throws AppError for what concerns them all (`storage-unavailable`, an id named twice); no draft is sealed then
 */
export async function sealBatch(
  services: Services,
  asking: Author,
  client: Client,
  letters: readonly LetterToSeal[],
): Promise<SealOutcome[]> {
  const ids = letters.map(({ envelopeId }) => envelopeId);
  if (new Set(ids).size < ids.length) throw new AppError('bad-request');
  return services.db.$transaction(async (tx) => {
    const sealedAt = services.clock.now();
    await holdAddressees(
      tx,
      letters.flatMap(({ request }) => request.recipients),
    );
    // her letters of a day are counted: of two at once the second counts the first
    if (asking.kind === 'guest') await lockOwner(tx, { guestId: asking.guestId });
    const actor = await holdActor(tx, asking, sealedAt);
    if (actor.kind === 'guest') await lockAnswered(tx, letters);
    const locked = await lockOwnEnvelopes(tx, actor, ids);
    if (letters.length > 1) await lockMailboxes(tx, letters);
    const outcomes = new Map<string, SealOutcome>();
    const prepared: PreparedLetter[] = [];
    for (const letter of letters) {
      const { envelopeId } = letter;
      const draft = locked.get(envelopeId);
      if (draft?.state === 'draft') {
        const one = await refusable(() => prepareLetter(services, tx, actor, draft, letter, sealedAt));
        if (one instanceof AppError) outcomes.set(envelopeId, one);
        else prepared.push(one);
      } else if (draft) outcomes.set(envelopeId, await answerFor(tx, envelopeId));
      else outcomes.set(envelopeId, new AppError('not-found'));
    }
    const signed = await signLetters(services.keys, actor, prepared, sealedAt);
    const sealed = prepared.flatMap((letter, index) => {
      const own = signed[index];
      return own ? [{ letter, signed: own }] : [];
    });
    for (const one of sealed) await writeLetter(services, tx, one);
    if (sealed.length > 0) await rememberCorrespondents(tx, prepared.flatMap(correspondentsOf), sealedAt);
    await enqueueTimestamps(services, tx, sealed);
    // last: from its entries on, a transaction has two seconds
    if (sealed.length > 0)
      await appendEntries(
        tx,
        sealed.map((one) => entryOf(actor, client, one)),
      );
    for (const letter of prepared) outcomes.set(letter.envelopeId, answerOf(letter));
    return ids.flatMap((id) => outcomes.get(id) ?? []);
  }, lockedTransaction);
}

type Sealed = { letter: PreparedLetter; signed: SignedLetter };

/** What a guest answers is locked with her letters, in one order of their ids. */
async function lockAnswered(tx: Tx, letters: readonly LetterToSeal[]): Promise<void> {
  const ids = letters.flatMap(({ envelopeId, request }) => [
    envelopeId,
    request.facts?.inReplyTo ?? envelopeId,
  ]);
  for (const id of [...new Set(ids)].sort()) await lockEnvelope(tx, id);
}

/** The mailboxes of several letters, in one order, before the first of them takes its own. */
async function lockMailboxes(tx: Tx, letters: readonly LetterToSeal[]): Promise<void> {
  const addresses = letters.flatMap(({ request }) =>
    request.recipients.flatMap(({ address }) => parseAddress(address) ?? []),
  );
  await tx.$executeRaw`
    SELECT FROM mailboxes m WHERE m.id IN (
      SELECT mailbox_id FROM mailbox_addresses WHERE address = ANY (${addresses}::text[])
    ) OR m.id = ANY (${letters.map(({ request }) => request.mailboxId)}::uuid[])
    ORDER BY m.id FOR NO KEY UPDATE`;
}

/** Whether it leaves later than it is sealed; until then nobody but the sender's organisation is to see that it is. */
const waits = ({ sealedAt, release }: Pick<PreparedLetter, 'sealedAt' | 'release'>) => release.at > sealedAt;

function answerOf(letter: PreparedLetter): SealAnswer {
  const { envelopeId, sealedAt, release, expiresAt, recipients } = letter;
  return {
    envelopeId,
    sealedAt: sealedAt.toISOString(),
    releaseAt: release.at.toISOString(),
    expiresAt: expiresAt.toISOString(),
    recipients: recipients.length,
  };
}

async function writeLetter(services: Services, tx: Tx, { letter, signed }: Sealed): Promise<void> {
  const { envelopeId, sealedAt, release } = letter;
  await writeSealed(tx, services, { ...letter, signed, releaseAt: release.at });
  if (!waits(letter)) await releaseWaiting(services, tx, envelopeId, sealedAt);
  else {
    const startAfterSeconds = Math.ceil((release.at.getTime() - sealedAt.getTime()) / 1_000);
    const options = { key: envelopeId, startAfterSeconds };
    await services.queue.enqueue(tx, 'release', { envelopeId }, options);
  }
  if (letter.mayBeLeft) await planSweep(services, tx, envelopeId, { now: false });
}

/** One job a signature. */
async function enqueueTimestamps(services: Services, tx: Tx, sealed: readonly Sealed[]): Promise<void> {
  const bySignature = new Map(sealed.map((one) => [one.signed.batch?.id ?? one.letter.envelopeId, one]));
  for (const { letter } of bySignature.values())
    await services.queue.enqueue(
      tx,
      'timestamp',
      { envelopeId: letter.envelopeId },
      { key: letter.envelopeId },
    );
}

function entryOf(actor: Author, client: Client, { letter, signed }: Sealed): NewAuditEntry {
  const { envelopeId, sender, recipients, complete, release } = letter;
  return {
    event: 'SubmissionAcceptance',
    actor,
    client,
    // each sees only that it is concerned: no entry says who else is, so a bcc stays one
    organisationIds: organisationsOf(
      { organisationId: sender.organisation.id },
      // while it can be taken back, nobody else is to see that it is; its release tells the others
      ...(waits(letter) ? [] : recipients.map(({ mailbox }) => mailbox)),
    ),
    envelopeId,
    detail: {
      attachments: complete.attachmentCount,
      attachmentBytes: complete.attachmentBytes,
      // the log commits to the seal itself
      seal: createHash('sha256').update(signed.seal).digest('hex'),
      ...(release.chosen && { releaseAt: release.at.toISOString() }),
    },
  };
}

/** From what is written, so that a later answer is the one that was given first. */
async function answerFor(tx: Tx, envelopeId: string): Promise<SealAnswer> {
  const { sealedAt, releaseAt, expiresAt, _count } = await tx.envelope.findUniqueOrThrow({
    where: { id: envelopeId },
    select: { sealedAt: true, releaseAt: true, expiresAt: true, _count: { select: { recipients: true } } },
  });
  if (!sealedAt || !releaseAt || !expiresAt) throw new Error('sealed without a time'); // a check constraint makes this impossible
  return {
    envelopeId,
    sealedAt: sealedAt.toISOString(),
    releaseAt: releaseAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    recipients: _count.recipients,
  };
}
