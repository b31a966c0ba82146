import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import type { Client, Locale } from '../access/actor';
import { appendEntry } from '../audit/trail/append-entry';
import type { PrismaClient } from '../db/client';
import { AppError } from '../errors';
import type { Services } from '../services';
import { assertNothingUnseen, cleanCode } from '../typed-text';
import { type Addressee, type CodePlace, findAddressee } from './find-addressee';
import { hashRequest, matchesSecret } from './one-time-secret';
import { organisationsOfAddress } from './organisations-of-address';
import { startSession } from './session-rows';
import { sessionExpiry } from './session-times';
import { auditedAddress, typedAddress } from './typed-address';

type Needs = Pick<Services, 'db' | 'clock' | 'keys' | 'config'>;
type GuestBrowser = {
  client: Client;
  previousSessionId: string | null;
  requestSecret: string | null;
  locale: Locale;
};

/**
 * Signs a guest in with the code that was mailed to the address, and returns the id of the new session. Works once, in the
 * browser that asked or to which the mail's link moved it, within ten minutes, with at most five tries however many run at once.
 * @throws AppError `code-refused` with `triesLeft`, whatever was wrong; `unseen-character`
 */
export async function signInWithCode(
  services: Needs,
  input: CodePlace & { code: string },
  browser: GuestBrowser,
): Promise<string> {
  const code = cleanCode(input.code);
  assertNothingUnseen(code, 'code'); // no try is spent on what the eye cannot check
  const addressee = await findAddressee(services.db, input);
  const address = addressee?.address ?? ('address' in input ? typedAddress(input.address) : null);
  if (address === null || browser.requestSecret === null) throw new AppError('code-refused');
  const { keys } = services;
  const request = hashRequest(keys, browser.requestSecret);
  const tried = await spendTry(services.db, address, request, services.clock.now());
  const right = tried !== undefined && matchesSecret(keys, tried.id, code, tried.code_hash);
  if (!right || addressee === null) {
    await auditRefusal(services, addressee, address, browser.client);
    throw new AppError('code-refused', { detail: { triesLeft: tried?.tries_left ?? 0 } });
  }
  return signIn(services, addressee, tried.id, browser);
}

/**
 * Takes one try from the newest code of this address and browser, in one statement and before the code is looked at:
 * of any number of parallel guesses only five get that far.
 */
async function spendTry(db: PrismaClient, address: string, requestHash: Buffer, now: Date) {
  const [row] = await db.$queryRaw<{ id: string; code_hash: Uint8Array; tries_left: number }[]>`
    UPDATE one_time_codes SET tries_left = tries_left - 1
    WHERE id = (SELECT id FROM one_time_codes
                WHERE address = ${address} AND purpose = 'guest_sign_in' AND request_hash = ${requestHash}
                ORDER BY created_at DESC, id DESC LIMIT 1)
      AND used_at IS NULL AND expires_at > ${now} AND tries_left > 0
    RETURNING id, code_hash, tries_left`;
  return row;
}

function signIn(
  services: Needs,
  addressee: Addressee,
  codeId: string,
  browser: GuestBrowser,
): Promise<string> {
  const now = services.clock.now();
  return services.db.$transaction(async (tx) => {
    const spent = await tx.oneTimeCode.updateMany({
      where: { id: codeId, usedAt: null },
      data: { usedAt: now },
    });
    if (spent.count !== 1) {
      throw new AppError('code-refused');
    }
    const { address } = addressee;
    const guest = await tx.guest.upsert({
      where: { address },
      create: { id: uuidv7(), address, locale: browser.locale, createdAt: now },
      update: {},
    });
    const times = { now, expiresAt: sessionExpiry(now, 'guest', services.config.limits) };
    const sessionId = await startSession(tx, { guestId: guest.id }, times, browser);
    await appendEntry(tx, {
      event: 'SignedIn',
      actor: { kind: 'guest', guestId: guest.id, sessionId, address, locale: browser.locale, mailboxes: [] },
      client: browser.client,
      organisationIds: addressee.organisationIds,
      envelopeId: addressee.envelopeId,
      recipientId: addressee.recipientId,
      detail: { by: 'code' },
    });
    return sessionId;
  });
}

function auditRefusal(
  { db }: Needs,
  addressee: Addressee | null,
  address: string,
  client: Client,
): Promise<void> {
  return db.$transaction(async (tx) => {
    const about =
      addressee === null
        ? { organisationIds: await organisationsOfAddress(tx, address) }
        : {
            organisationIds: addressee.organisationIds,
            envelopeId: addressee.envelopeId,
            recipientId: addressee.recipientId,
          };
    const actor = { kind: 'anonymous' } as const;
    await appendEntry(tx, { event: 'CodeRefused', actor, ...auditedAddress(address), client, ...about });
  });
}
