import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import type { Client, Locale } from '../access/actor';
import { parseAddress } from '../address/address';
import { appendEntry } from '../audit/trail/append-entry';
import { limitKeyOf } from '../limits/client-key';
import { consumeLimit } from '../limits/consume-limit';
import type { Services } from '../services';
import type { GuestCodeAnswer } from './answers';
import { type Addressee, type CodePlace, entryAbout, findAddressee } from './find-addressee';
import { evenAnswerMs, noFasterThan } from './no-faster-than';
import { guestCodeDigits, hashRequest, hashSecret, newGuestCode, sealSecret } from './one-time-secret';
import { organisationsOfAddress } from './organisations-of-address';
import { auditedAddress, typedAddress } from './typed-address';

type Needs = Pick<Services, 'db' | 'clock' | 'keys' | 'queue'>;
type CodeBrowser = { client: Client; requestSecret: string; locale: Locale };

export const guestCodeMinutes = 10;
export const guestCodeTries = 5;
/** Between two codes to one address. */
export const resendSeconds = 60;

/**
 * Mails a one-time code to the address an envelope was sent to, or to one that says it received some; usable only in the
 * browser that holds `requestSecret`. The answer and its time are the same for an unknown reference or address, and for an
 * address that is a mailbox's: its members get no code, they sign in.
 * @throws AppError `too-many-requests` `unseen-character`
 */
export function requestGuestCode(
  services: Needs,
  place: CodePlace,
  browser: CodeBrowser,
): Promise<GuestCodeAnswer> {
  return noFasterThan(evenAnswerMs, async () => {
    const { db } = services;
    const addressee = await findAddressee(db, place);
    const typed = 'address' in place ? typedAddress(place.address) : null;
    const key = addressee?.address ?? typed ?? `reference ${'reference' in place ? place.reference : ''}`;
    await consumeLimit(db, 'guest-code-pause', key, { points: 1, seconds: resendSeconds });
    await consumeLimit(db, 'guest-code-address', key, { points: 5, seconds: 3_600 });
    await consumeLimit(db, 'guest-code-client', limitKeyOf(browser.client), { points: 120, seconds: 3_600 });
    if (addressee !== null && !addressee.isMember) await makeCode(services, addressee, browser);
    else if (typed !== null && parseAddress(typed) !== null) await makeDecoy(services, typed, browser);
    return {
      digits: guestCodeDigits,
      expiresInSeconds: guestCodeMinutes * 60,
      resendAfterSeconds: resendSeconds,
      triesLeft: guestCodeTries,
    };
  });
}

async function makeCode(services: Needs, addressee: Addressee, browser: CodeBrowser): Promise<void> {
  const { db, keys, queue } = services;
  const { id, code, data } = newRow(services, addressee.address, browser);
  await db.$transaction(async (tx) => {
    await tx.oneTimeCode.create({ data: { ...data, recipientId: addressee.recipientId } });
    await appendEntry(tx, {
      event: 'CodeRequested',
      ...entryAbout(addressee),
      client: browser.client,
    });
    const payload = { codeId: id, sealedSecret: sealSecret(keys, id, code), locale: browser.locale };
    await queue.enqueue(tx, 'send-code', payload, { key: id });
  });
}

/**
 * For an address that has received nothing: a row like any other, whose code nobody is told, so that what this browser is
 * shown afterwards does not depend on who has letters. What is no address has none, and may be a password: it is not kept.
 */
async function makeDecoy(services: Needs, address: string, browser: CodeBrowser): Promise<void> {
  await services.db.$transaction(async (tx) => {
    await tx.oneTimeCode.create({ data: newRow(services, address, browser).data });
    await appendEntry(tx, {
      event: 'CodeRequested',
      actor: { kind: 'anonymous' },
      ...auditedAddress(address),
      client: browser.client,
      organisationIds: await organisationsOfAddress(tx, address),
    });
  });
}

function newRow({ clock, keys }: Needs, address: string, browser: CodeBrowser) {
  const [id, code, now] = [uuidv7(), newGuestCode(), clock.now()];
  const data = {
    id,
    purpose: 'guest_sign_in' as const,
    address,
    codeHash: Uint8Array.from(hashSecret(keys, id, code)),
    requestHash: Uint8Array.from(hashRequest(keys, browser.requestSecret)),
    createdAt: now,
    expiresAt: new Date(now.getTime() + guestCodeMinutes * 60_000),
    triesLeft: guestCodeTries,
  };
  return { id, code, data };
}
