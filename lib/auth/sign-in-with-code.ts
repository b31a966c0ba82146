import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import type { Client, Locale } from '../access/actor';
import { appendEntry } from '../audit/trail/append-entry';
import { organisationsOf } from '../audit/trail/organisations-concerned';
import type { PrismaClient } from '../db/client';
import { AppError } from '../errors';
import type { Services } from '../services';
import { assertNothingUnseen, cleanCode } from '../typed-text';
import { hashRequest, matchesSecret } from './one-time-secret';
import { startSession } from './session-rows';
import { sessionExpiry } from './session-times';

type Needs = Pick<Services, 'db' | 'clock' | 'keys' | 'config'>;
type GuestBrowser = {
  client: Client;
  previousSessionId: string | null;
  requestSecret: string | null;
  locale: Locale;
};
type Addressee = { id: string; address: string; envelope: { id: string; organisationId: string | null } };

/**
 * Signs a guest in with the code that was mailed to the envelope's address, and returns the id of the new session. Works
 * once, in the browser that asked, within ten minutes, with at most five tries however many run at once.
 * @throws AppError `code-refused`, whatever was wrong; `unseen-character`
 */
export async function signInWithCode(
  services: Needs,
  input: { reference: string; code: string },
  browser: GuestBrowser,
): Promise<string> {
  const recipient = await services.db.recipient.findUnique({
    where: { reference: input.reference },
    select: { id: true, address: true, envelope: { select: { id: true, organisationId: true } } },
  });
  if (recipient === null || browser.requestSecret === null) {
    throw new AppError('code-refused');
  }
  const { keys } = services;
  const code = cleanCode(input.code);
  assertNothingUnseen(code, 'code'); // no try is spent on what the eye cannot check
  const request = hashRequest(keys, browser.requestSecret);
  const tried = await spendTry(services.db, recipient.address, request, services.clock.now());
  if (tried === undefined || !matchesSecret(keys, tried.id, code, tried.code_hash)) {
    await auditRefusal(services, recipient, browser.client);
    throw new AppError('code-refused');
  }
  return signIn(services, recipient, tried.id, browser);
}

/**
 * Takes one try from the newest code of this address and browser, in one statement and before the code is looked at:
 * of any number of parallel guesses only five get that far.
 */
async function spendTry(db: PrismaClient, address: string, requestHash: Buffer, now: Date) {
  const [row] = await db.$queryRaw<{ id: string; code_hash: Uint8Array }[]>`
    UPDATE one_time_codes SET tries_left = tries_left - 1
    WHERE id = (SELECT id FROM one_time_codes
                WHERE address = ${address} AND purpose = 'guest_sign_in' AND request_hash = ${requestHash}
                ORDER BY created_at DESC, id DESC LIMIT 1)
      AND used_at IS NULL AND expires_at > ${now} AND tries_left > 0
    RETURNING id, code_hash`;
  return row;
}

function signIn(
  services: Needs,
  recipient: Addressee,
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
    const { address } = recipient;
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
      organisationIds: organisationsOf(recipient.envelope),
      envelopeId: recipient.envelope.id,
      recipientId: recipient.id,
      detail: { by: 'code' },
    });
    return sessionId;
  });
}

function auditRefusal({ db }: Needs, recipient: Addressee, client: Client): Promise<Date> {
  return db.$transaction((tx) =>
    appendEntry(tx, {
      event: 'CodeRefused',
      actor: { kind: 'anonymous' },
      actorAddress: recipient.address,
      client,
      organisationIds: organisationsOf(recipient.envelope),
      envelopeId: recipient.envelope.id,
      recipientId: recipient.id,
    }),
  );
}
