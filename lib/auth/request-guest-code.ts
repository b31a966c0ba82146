import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import type { Client, Locale } from '../access/actor';
import { appendEntry } from '../audit/trail/append-entry';
import { organisationsOf } from '../audit/trail/organisations-concerned';
import { limitKeyOf } from '../limits/client-key';
import { consumeLimit } from '../limits/consume-limit';
import type { Services } from '../services';
import { evenAnswerMs, noFasterThan } from './no-faster-than';
import { guestCodeDigits, hashRequest, hashSecret, newGuestCode, sealSecret } from './one-time-secret';
import type { GuestCodeAnswer } from './wire';

type Needs = Pick<Services, 'db' | 'clock' | 'keys' | 'queue'>;

export const guestCodeMinutes = 10;
export const guestCodeTries = 5;
const resendSeconds = 60;

/**
 * Mails a one-time code to the address an envelope was sent to, usable only in the browser that holds `requestSecret`.
 * The answer and its time are the same for an unknown reference, and for an address that is a mailbox's: its members get
 * no code, they sign in (what an address received before it became a mailbox was handed to the mailbox then).
 * @throws AppError `too-many-requests`
 */
export function requestGuestCode(
  services: Needs,
  input: { reference: string },
  browser: { client: Client; requestSecret: string; locale: Locale },
): Promise<GuestCodeAnswer> {
  return noFasterThan(evenAnswerMs, async () => {
    const recipient = await services.db.recipient.findUnique({
      where: { reference: input.reference },
      select: {
        id: true,
        address: true,
        mailbox: { select: { kind: true } },
        envelope: { select: { id: true, organisationId: true } },
      },
    });
    const { db } = services;
    const key = recipient?.address ?? `reference ${input.reference}`;
    await consumeLimit(db, 'guest-code-pause', key, { points: 1, seconds: resendSeconds });
    await consumeLimit(db, 'guest-code-address', key, { points: 5, seconds: 3_600 });
    await consumeLimit(db, 'guest-code-client', limitKeyOf(browser.client), {
      points: 120,
      seconds: 3_600,
    });
    if (recipient?.mailbox.kind === 'guest') {
      await sendCode(services, recipient, browser);
    }
    return {
      digits: guestCodeDigits,
      expiresInSeconds: guestCodeMinutes * 60,
      resendAfterSeconds: resendSeconds,
    };
  });
}

async function sendCode(
  { db, clock, keys, queue }: Needs,
  recipient: { id: string; address: string; envelope: { id: string; organisationId: string | null } },
  browser: { client: Client; requestSecret: string; locale: Locale },
): Promise<void> {
  const id = uuidv7();
  const code = newGuestCode();
  const now = clock.now();
  await db.$transaction(async (tx) => {
    await tx.oneTimeCode.create({
      data: {
        id,
        purpose: 'guest_sign_in',
        address: recipient.address,
        codeHash: Uint8Array.from(hashSecret(keys, id, code)),
        requestHash: Uint8Array.from(hashRequest(keys, browser.requestSecret)),
        createdAt: now,
        expiresAt: new Date(now.getTime() + guestCodeMinutes * 60_000),
        triesLeft: guestCodeTries,
      },
    });
    await appendEntry(tx, {
      event: 'CodeRequested',
      actor: { kind: 'anonymous' },
      actorAddress: recipient.address,
      client: browser.client,
      organisationIds: organisationsOf(recipient.envelope),
      envelopeId: recipient.envelope.id,
      recipientId: recipient.id,
    });
    const payload = { codeId: id, sealedSecret: sealSecret(keys, id, code), locale: browser.locale };
    await queue.enqueue(tx, 'send-code', payload, { key: id });
  });
}
