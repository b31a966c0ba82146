import type { Config } from '../config';
import type { Tx } from '../db/transaction';
import type { Keys } from '../keys';
import { fileItems } from '../mailbox/mailbox-items';
import type { NewCorrespondent } from '../mailbox/remember-correspondents';
import { newMessageId } from '../notification/message-id';
import { sealTitle } from '../sealed-rows/sealed-title';
import type { CompleteParts } from './complete-parts';
import type { SealedRecipient } from './compose-seal';
import type { PreparedLetter } from './prepare-letter';
import type { Sender } from './sender';
import type { SignedLetter } from './sign-letters';

/** Everything a sealed envelope consists of in the database. */
export type SealedEnvelope = {
  envelopeId: string;
  sender: Sender;
  recipients: readonly SealedRecipient[];
  complete: CompleteParts;
  sealedAt: Date;
  expiresAt: Date;
  signed: SignedLetter;
  title: string | null;
  /** What only a seal of version 2 says. */
  facts: PreparedLetter['facts'];
  /** When the recipients may see it. */
  releaseAt: Date;
};

/** Writes the envelope as sealed: parts first, because once the row says `sealed` triggers refuse every change of them. */
export async function writeSealed(
  tx: Tx,
  { config: { mail }, keys }: { config: { mail: Pick<Config['mail'], 'from'> }; keys: Pick<Keys, 'derive'> },
  sealed: SealedEnvelope,
): Promise<void> {
  await fixParts(tx, sealed);
  await writeEnvelope(tx, keys, sealed);
  await tx.recipient.createMany({
    data: sealed.recipients.map(({ id, kind, address, name, mailbox, reference, salt, locale }) => ({
      id,
      envelopeId: sealed.envelopeId,
      kind,
      address,
      name,
      mailboxId: mailbox.id,
      reference,
      salt,
      locale,
      notificationId: newMessageId(mail),
    })),
  });
  const { envelopeId, sender, sealedAt } = sealed;
  const own = { mailboxId: sender.mailboxId, recipientId: null, folder: 'sent', at: sealedAt } as const;
  await fileItems(tx, envelopeId, [{ id: envelopeId, ...own }]);
}

/** Positions for the parts that are sealed; others (a file taken out again) go, and the sweep takes their bytes. */
async function fixParts(tx: Tx, { envelopeId, complete }: SealedEnvelope): Promise<void> {
  await tx.$executeRaw`
    WITH left_out AS (
      DELETE FROM part_uses WHERE envelope_id = ${envelopeId}::uuid AND part_id <> ALL (${complete.ids}::uuid[])
    )
    UPDATE part_uses u SET position = sealed.position - 1
    FROM unnest(${complete.ids}::uuid[]) WITH ORDINALITY AS sealed(id, position)
    WHERE u.part_id = sealed.id AND u.envelope_id = ${envelopeId}::uuid`;
}

async function writeEnvelope(tx: Tx, keys: Pick<Keys, 'derive'>, sealed: SealedEnvelope): Promise<void> {
  const { sender, complete, signed, facts } = sealed;
  const { batch, salts } = signed;
  await tx.envelope.update({
    where: { id: sealed.envelopeId },
    data: {
      state: 'sealed',
      mailboxId: sender.mailboxId,
      organisationId: sender.organisation.id,
      senderAddress: sender.inSeal.address,
      senderName: sender.inSeal.name,
      sealedTitle: sealTitle(keys, sealed.envelopeId, sealed.title),
      sealedAt: sealed.sealedAt,
      updatedAt: sealed.sealedAt,
      expiresAt: sealed.expiresAt,
      accessUntil: sealed.expiresAt,
      releaseAt: sealed.releaseAt,
      attachmentBytes: complete.attachmentBytes,
      attachmentCount: complete.attachmentCount,
      seal: signed.seal,
      sealSignature: signed.signature,
      sealingKeyId: signed.keyId,
      ...(batch && { batchId: batch.id, batchPlace: { ...batch.place, path: [...batch.place.path] } }),
      ...salts,
      ...(facts && { titleSalt: facts.titleSalt, inReplyTo: facts.inReplyTo, forwards: facts.forwards }),
      // the draft's text lives on in the sealed body only
      draftCiphertext: null,
    },
    select: { id: true },
  });
}

/** The sender's mailbox knows whom it wrote to; a recipient's mailbox knows whom it heard from, of a letter that waits when it is released. */
export function correspondentsOf({
  sender,
  recipients,
  sealedAt,
  release,
}: Pick<PreparedLetter, 'sender' | 'recipients' | 'sealedAt' | 'release'>): NewCorrespondent[] {
  const { address, name } = sender.inSeal;
  return recipients.flatMap((recipient) => [
    { mailboxId: sender.mailboxId, address: recipient.address, name: recipient.name },
    ...(release.at > sealedAt ? [] : [{ mailboxId: recipient.mailbox.id, address, name }]),
  ]);
}
