import type { Config } from '../config';
import type { Tx } from '../db/transaction';
import { fileItems } from '../mailbox/mailbox-items';
import { type NewCorrespondent, rememberCorrespondents } from '../mailbox/remember-correspondents';
import { newMessageId } from '../notification/message-id';
import type { CompleteParts } from './complete-parts';
import type { SealedRecipient, SignedSeal } from './compose-seal';
import type { Sender } from './sender';

/** Everything a sealed envelope consists of in the database. */
export type SealedEnvelope = {
  envelopeId: string;
  sender: Sender;
  recipients: readonly SealedRecipient[];
  complete: CompleteParts;
  sealedAt: Date;
  expiresAt: Date;
  signed: SignedSeal;
  title: string | null;
  /** When the recipients may see it. */
  releaseAt: Date;
};

/** Writes the envelope as sealed: parts first, because once the row says `sealed` triggers refuse every change of them. */
export async function writeSealed(
  tx: Tx,
  mail: Pick<Config['mail'], 'from'>,
  sealed: SealedEnvelope,
): Promise<void> {
  await fixParts(tx, sealed);
  await writeEnvelope(tx, sealed);
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
  await rememberCorrespondents(tx, correspondentsOf(sealed), sealed.sealedAt);
  const { envelopeId, sender, sealedAt } = sealed;
  const own = { mailboxId: sender.mailboxId, recipientId: null, folder: 'sent', at: sealedAt } as const;
  await fileItems(tx, envelopeId, [{ id: envelopeId, ...own }]);
}

/** Positions for the parts that are sealed; others (a file taken out again) go, and the sweep takes their bytes. */
async function fixParts(tx: Tx, { envelopeId, complete }: SealedEnvelope): Promise<void> {
  await tx.part.deleteMany({ where: { envelopeId, id: { notIn: complete.ids } } });
  await tx.$executeRaw`
    UPDATE parts SET position = sealed.position - 1
    FROM unnest(${complete.ids}::uuid[]) WITH ORDINALITY AS sealed(id, position)
    WHERE parts.id = sealed.id AND parts.envelope_id = ${envelopeId}::uuid`;
}

async function writeEnvelope(tx: Tx, sealed: SealedEnvelope): Promise<void> {
  const { sender, complete, signed } = sealed;
  await tx.envelope.update({
    where: { id: sealed.envelopeId },
    data: {
      state: 'sealed',
      mailboxId: sender.mailboxId,
      organisationId: sender.organisation.id,
      senderAddress: sender.inSeal.address,
      senderName: sender.inSeal.name,
      title: sealed.title,
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
      // the draft's text lives on in the sealed body only
      draftCiphertext: null,
    },
    select: { id: true },
  });
}

/** The sender's mailbox knows whom it wrote to; a recipient's mailbox knows whom it heard from. */
function correspondentsOf({ sender, recipients }: SealedEnvelope): NewCorrespondent[] {
  const { address, name } = sender.inSeal;
  return recipients.flatMap((recipient) => [
    { mailboxId: sender.mailboxId, address: recipient.address, name: recipient.name },
    { mailboxId: recipient.mailbox.id, address, name },
  ]);
}
