import 'server-only';
import { createHash } from 'node:crypto';
import type { Client, UserActor } from '../access/actor';
import { appendEntry } from '../audit/trail/append-entry';
import { organisationsOf } from '../audit/trail/organisations-concerned';
import type { Tx } from '../db/transaction';
import { lockedTransaction } from '../db/transaction';
import { releaseWaiting } from '../delivery/release-envelope';
import { lockOwnEnvelope } from '../draft/lock-draft';
import { expiryOf } from '../envelope/envelope';
import { registeredParts } from '../envelope/registered-parts';
import type { ParsedSealRequest, SealAnswer } from '../envelope/wire';
import { resolveRecipients } from '../mailbox/resolve-recipients';
import { planSweep } from '../retention/sweep-vault';
import type { Services } from '../services';
import { completeParts } from './complete-parts';
import { composeSeal, toSealedRecipients } from './compose-seal';
import { senderOf, titleOf } from './sender';
import { writeSealed } from './write-sealed';

/**
 * THE main job: a draft becomes a sealed envelope. In one transaction, with the envelope's row locked, the right to send,
 * the recipients, the limit and every stored segment are checked, the seal is composed and signed, and envelope,
 * recipients, audit entry and jobs are written: all of it or nothing, and what is acknowledged is durable.
 * A repeated or doubled request seals once and gets the same answer.
 * @throws AppError `not-found`, `address-invalid`, `too-many-recipients`, `bad-request`, `envelope-incomplete`,
 * `attachments-too-large`, `storage-unavailable`; the draft stays as it was
 */
export async function sealEnvelope(
  services: Services,
  actor: UserActor,
  { envelopeId, client, request }: { envelopeId: string; client: Client; request: ParsedSealRequest },
): Promise<SealAnswer> {
  const { limits } = services.config;
  return services.db.$transaction(async (tx) => {
    const draft = await lockOwnEnvelope(tx, actor, envelopeId);
    if (draft.state === 'sealed') return answerFor(tx, envelopeId);

    const sender = await senderOf(tx, actor, request);
    const addressees = await resolveRecipients(tx, request.recipients, {
      recipientsMax: limits.recipientsMax,
      localeDefault: sender.organisation.locale,
    });
    const stored = await services.objectStore.list(envelopeId);
    const registered = await registeredParts(tx, envelopeId);
    const complete = completeParts(request.parts, registered, stored, limits.attachmentBytesMax);

    const sealedAt = services.clock.now();
    const expiresAt = expiryOf(sealedAt, request.expiresInDays);
    const recipients = toSealedRecipients(addressees);
    const contents = { envelopeId, sender: sender.inSeal, recipients, complete, sealedAt, expiresAt };
    const signed = await composeSeal(services.keys, contents);
    const { takeBackSeconds } = sender.organisation;

    await writeSealed(tx, services.config.mail, {
      ...contents,
      sender,
      signed,
      title: titleOf(sender, request),
      releaseAt: new Date(sealedAt.getTime() + takeBackSeconds * 1_000),
    });
    if (takeBackSeconds === 0) await releaseWaiting(services, tx, envelopeId, sealedAt);
    else {
      const options = { key: envelopeId, startAfterSeconds: takeBackSeconds };
      await services.queue.enqueue(tx, 'release', { envelopeId }, options);
    }
    await services.queue.enqueue(tx, 'timestamp', { envelopeId }, { key: envelopeId });
    await planSweep(services, tx, envelopeId, { now: false });
    // last: from its entry on, a transaction has two seconds
    await appendEntry(tx, {
      event: 'SubmissionAcceptance',
      actor,
      client,
      // each sees only that it is concerned: no entry says who else is, so a bcc stays one
      organisationIds: organisationsOf(
        { organisationId: sender.organisation.id },
        ...recipients.map(({ mailbox }) => mailbox),
      ),
      envelopeId,
      detail: {
        attachments: complete.attachmentCount,
        attachmentBytes: complete.attachmentBytes,
        // the log commits to the seal itself
        seal: createHash('sha256').update(signed.seal).digest('hex'),
      },
    });
    return answerFor(tx, envelopeId);
  }, lockedTransaction);
}

/** From what is written, so that the first answer and every later one are the same. */
async function answerFor(tx: Tx, envelopeId: string): Promise<SealAnswer> {
  const { sealedAt, expiresAt, _count } = await tx.envelope.findUniqueOrThrow({
    where: { id: envelopeId },
    select: { sealedAt: true, expiresAt: true, _count: { select: { recipients: true } } },
  });
  if (!sealedAt || !expiresAt) throw new Error('sealed without a time'); // a check constraint makes this impossible
  return {
    envelopeId,
    sealedAt: sealedAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    recipients: _count.recipients,
  };
}
