import type { OpenEnvelopeAnswer } from '../../lib/envelope/wire';
import { HttpPerson } from './http-person.ts';
import { codeIn, waitForMail } from './mails.ts';
import { type Letter, sendLetter } from './node-sender.ts';
import { until } from './pli.ts';
import type { RunningPli } from './with-pli.ts';

/** A sealed letter and where each recipient opens it. */
export type SentLetter = { envelopeId: string; title: string; references: Map<string, string> };

let counter = 0;

/**
 * Sends a letter and waits until the worker has done all it does with one: mails caught and noted as sent, timestamp stored.
 * Each letter has a title of its own, by which its mails are found.
 */
export async function sendAndWait(
  running: RunningPli,
  from: HttpPerson,
  letter: Letter,
): Promise<SentLetter> {
  const title = letter.title ?? `Lettre ${process.pid}-${++counter}`;
  const { envelopeId } = await sendLetter(from, { ...letter, title });
  const references = new Map<string, string>();
  for (const { address } of letter.recipients) {
    const reference = await referenceOfEnvelope(running, envelopeId, address);
    await waitForMail(running.pli.mailDir, address, (mail) => mail.text.includes(`/e/${reference}`));
    references.set(address, reference);
  }
  await untilWorkedOff(running, envelopeId);
  return { envelopeId, title, references };
}

/** Waits until nothing of the worker's is pending for a sealed letter: its rows stay as they are from then on. */
export async function untilWorkedOff(running: RunningPli, envelopeId: string): Promise<void> {
  const pending = `SELECT 1 FROM envelopes e WHERE e.id = $1 AND (e.timestamp_response IS NULL
    OR EXISTS (SELECT 1 FROM recipients r WHERE r.envelope_id = e.id AND r.notification_state = 'pending'))`;
  await until(
    async () => (await running.tamper(pending, [envelopeId])).length === 0,
    90,
    `the worker did not finish with ${envelopeId}`,
  );
}

/** The reference of one recipient. @throws when the letter has no such recipient. */
export function referenceOf(letter: SentLetter, address: string): string {
  const reference = letter.references.get(address);
  if (!reference) throw new Error(`${address} is no recipient`);
  return reference;
}

/** A guest who has proved the address with the code that was mailed there. */
export async function guestByCode(
  running: RunningPli,
  address: string,
  reference: string,
): Promise<HttpPerson> {
  const guest = new HttpPerson(running.pli.url);
  const code = await requestCode(running, guest, address, reference);
  const answer = await guest.trySignIn('guest-code', { reference, code });
  if (!answer.ok) throw new Error(`guest code: ${answer.status} ${await answer.text()}`);
  await answer.arrayBuffer();
  return guest;
}

/** Asks for a code as `browser` and reads it from the mail. */
export async function requestCode(
  running: RunningPli,
  browser: HttpPerson,
  address: string,
  reference: string,
): Promise<string> {
  const askedAt = new Date().toISOString();
  await browser.json('POST', '/api/guest/code', { reference });
  const mail = await waitForMail(
    running.pli.mailDir,
    address,
    (found) => found.caughtAt >= askedAt && /\d{4}[\s\u00a0\u202f]?\d{4}/.test(found.text),
  );
  return codeIn(mail);
}

/** The recipient's click on Open. */
export function open(reader: HttpPerson, reference: string): Promise<OpenEnvelopeAnswer> {
  return reader.json<OpenEnvelopeAnswer>('POST', `/api/e/${reference}/open`, {});
}

/** The reference under which one recipient finds an envelope, from the database. @throws when there is no such recipient. */
export async function referenceOfEnvelope(
  running: RunningPli,
  envelopeId: string,
  address: string,
): Promise<string> {
  const [row] = await running.tamper<{ reference: string }>(
    'SELECT reference FROM recipients WHERE envelope_id = $1 AND address = $2',
    [envelopeId, address],
  );
  if (!row) throw new Error(`${address} is no recipient of ${envelopeId}`);
  return row.reference;
}
