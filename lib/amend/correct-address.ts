import 'server-only';
import type { Client, UserActor } from '../access/actor';
import { can } from '../access/policy';
import { appendEntry } from '../audit/trail/append-entry';
import { organisationsOf } from '../audit/trail/organisations-concerned';
import { lockedTransaction, type Tx } from '../db/transaction';
import { releaseWaiting } from '../delivery/release-envelope';
import type { CorrectAnswer } from '../envelope/wire';
import { parseSeal } from '../envelope-format/seal';
import { AppError } from '../errors';
import { rememberCorrespondents } from '../mailbox/remember-correspondents';
import { type Addressee, holdAddressees, resolveRecipients } from '../mailbox/resolve-recipients';
import { newMessageId } from '../notification/message-id';
import { toSealedRecipients } from '../seal/compose-seal';
import { placeOfRecipient } from '../sealed-rows/disagreements';
import type { Services } from '../services';
import { assertContentThere } from './assert-content-there';
import { lockManagedEnvelope, type ManagedEnvelope, mailboxesIn } from './lock-managed-envelope';
import { withdrawRecipients } from './withdraw-recipients';

type Corrected = { address: string; name?: string | undefined };

/**
 * Corrects a mistyped address: in one addendum the right one is added, addressed as the other was (to, cc, bcc), and the other withdrawn. The
 * right one gets a link and a notification of its own, at once or with the others' release; the old link is dead. Who had opened the
 * letter has read it; the answer says so.
 * @throws AppError `not-found`, `taken-back`, `content-destroyed`, `expired`; `withdrawn` for a recipient who already is;
 * `already-recipient`, `address-invalid`
 */
export async function correctAddress(
  services: Services,
  input: { actor: UserActor; client: Client; envelopeId: string; recipientId: string; corrected: Corrected },
): Promise<CorrectAnswer> {
  const { actor, client, envelopeId, recipientId, corrected } = input;
  const { clock } = services;
  return services.db.$transaction(async (tx) => {
    // addresses are locked before the envelope is (docs/architecture.md), by who may change it
    const addressee = await addresseeFor(services, tx, input);
    const envelope = await lockManagedEnvelope(tx, actor, envelopeId, services.clock.now());
    const old = envelope.recipients.find(({ id }) => id === recipientId);
    if (!old) throw new AppError('not-found');
    if (old.withdrawnAt !== null) throw new AppError('recipient-withdrawn');
    if (envelope.recipients.some(({ address }) => address === addressee.address))
      throw new AppError('already-recipient');
    await assertContentThere(tx, envelopeId);
    if (envelope.accessUntil <= clock.now()) throw new AppError('expired');

    const [added] = toSealedRecipients([{ ...addressee, name: corrected.name ? addressee.name : old.name }]);
    if (!added) throw new Error('one addressee gives one recipient');
    const { id, kind, address, name, mailbox, reference, salt, locale } = added;
    const recipientHash = await placeOfRecipient({ address, kind, name, salt }, parseSeal(envelope.seal));
    const withdrawn = [old];
    const { digest, number, at } = await withdrawRecipients(services, tx, { actor, envelope, withdrawn }, [
      { kind: 'recipient-added', recipientHash },
    ]);
    const row = { id, kind, address, name, reference, salt, locale, envelopeId, mailboxId: mailbox.id };
    await tx.recipient.create({ data: { ...row, notificationId: newMessageId(services.config.mail) } });
    const isReleased = isOut(envelope, clock.now());
    await remember(tx, envelope, added, at, isReleased);
    if (isReleased) await releaseWaiting(services, tx, envelopeId, clock.now());
    const entry = { actor, client, envelopeId };
    // two entries, because neither recipient may learn of the other; the addendum's digest stands in one
    await appendEntry(tx, {
      ...entry,
      event: 'AccessWithdrawn',
      organisationIds: organisationsOf(envelope, ...mailboxesIn([old])),
      recipientId: old.id,
      detail: { corrected: true, number, opened: old.openedAt !== null },
    });
    await appendEntry(tx, {
      ...entry,
      event: 'RecipientAdded',
      organisationIds: organisationsOf(envelope, ...(isReleased ? [mailbox] : [])),
      recipientId: id,
      detail: { addendum: digest, number },
    });
    return { recipientId: id, openedAt: old.openedAt?.toISOString() ?? null };
  }, lockedTransaction);
}

/** The right address, and whose it is; nothing is locked or made for who may not change the letter. */
async function addresseeFor(
  { config }: Pick<Services, 'config'>,
  tx: Tx,
  { actor, envelopeId, recipientId, corrected }: Parameters<typeof correctAddress>[1],
): Promise<Addressee> {
  const old = await tx.recipient.findFirst({
    where: { id: recipientId, envelopeId },
    select: {
      kind: true,
      envelope: { select: { mailboxId: true, organisation: { select: { locale: true } } } },
    },
  });
  if (!old || !can(actor, 'envelope.manage-recipients', old.envelope)) throw new AppError('not-found');
  const { recipientsMax } = config.limits;
  const localeDefault = old.envelope.organisation?.locale ?? 'fr';
  const { address, name } = corrected;
  const typed = [{ address, kind: old.kind, ...(name === undefined ? {} : { name }) }];
  await holdAddressees(tx, typed);
  const [addressee] = await resolveRecipients(tx, typed, { recipientsMax, localeDefault });
  if (!addressee) throw new AppError('address-invalid');
  return addressee;
}

/** Whether its other recipients are let in, so that who is added now waits for nobody; else the release takes her along. */
function isOut({ releaseAt, recipients }: ManagedEnvelope, now: Date): boolean {
  return releaseAt <= now && recipients.every(({ deliveryState }) => deliveryState !== 'waiting');
}

/** The recipient's mailbox hears of the sender when the letter is released. */
async function remember(
  tx: Tx,
  { mailboxId, senderAddress, senderName }: ManagedEnvelope,
  added: Addressee,
  at: Date,
  isReleased: boolean,
): Promise<void> {
  const heard = { mailboxId: added.mailbox.id, address: senderAddress, name: senderName };
  const known = [{ mailboxId, address: added.address, name: added.name }, ...(isReleased ? [heard] : [])];
  await rememberCorrespondents(tx, known, at);
}
