import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import type { Client, Locale } from '../access/actor';
import { appendEntry } from '../audit/trail/append-entry';
import type { Tx } from '../db/transaction';
import { limitKeyOf } from '../limits/client-key';
import { consumeLimit } from '../limits/consume-limit';
import type { Services } from '../services';
import { findAddressee } from './find-addressee';
import { evenAnswerMs, noFasterThan } from './no-faster-than';
import { organisationsOfAddress } from './organisations-of-address';
import { sendPasswordLink } from './send-password-link';
import { auditedAddress, typedAddress } from './typed-address';

/**
 * Mails a link to choose a password, if the address has an open account; if it has only received letters as a guest's, that there
 * is no password. Same answer, same time and same limits for every address.
 * @throws AppError `too-many-requests`
 */
export function requestPasswordReset(
  services: Pick<Services, 'db' | 'clock' | 'keys' | 'queue'>,
  input: { address: string },
  client: Client,
  locale: Locale,
): Promise<void> {
  return noFasterThan(evenAnswerMs, async () => {
    const { db } = services;
    const email = typedAddress(input.address);
    await consumeLimit(db, 'password-reset-address', email, { points: 3, seconds: 3_600 });
    await consumeLimit(db, 'password-reset-client', limitKeyOf(client), {
      points: 30,
      seconds: 3_600,
    });
    await db.$transaction(async (tx) => {
      const user = await tx.user.findUnique({ where: { email, closedAt: null } });
      await appendEntry(tx, {
        event: 'PasswordResetRequested',
        actor: { kind: 'anonymous' },
        ...auditedAddress(email),
        client,
        organisationIds: await organisationsOfAddress(tx, email),
      });
      if (user !== null) await sendPasswordLink(tx, services, 'password_reset', user);
      else await tellGuest(tx, services, email, locale);
    });
  });
}

async function tellGuest(
  tx: Tx,
  { queue }: Pick<Services, 'queue'>,
  email: string,
  locale: Locale,
): Promise<void> {
  const addressee = await findAddressee(tx, { address: email });
  if (addressee === null) return;
  const { recipientId } = addressee;
  await queue.enqueue(tx, 'no-password', { requestId: uuidv7(), recipientId, locale }, { key: recipientId });
}
