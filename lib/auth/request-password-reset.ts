import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import type { Client, Locale } from '../access/actor';
import { appendEntry } from '../audit/trail/append-entry';
import { limitKeyOf } from '../limits/client-key';
import { consumeLimit } from '../limits/consume-limit';
import type { Services } from '../services';
import { evenAnswerMs, noFasterThan } from './no-faster-than';
import { organisationsOfAddress } from './organisations-of-address';
import { auditedAddress, typedAddress } from './typed-address';

/**
 * Mails a link to choose a password, if the address has an open account; if it has only received letters as a guest's, that there
 * is no password. Same answer, same work (lib/auth/answer-password-reset.ts does what differs), same time and same limits for every address.
 * @throws AppError `too-many-requests`
 */
export function requestPasswordReset(
  services: Pick<Services, 'db' | 'queue'>,
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
      await appendEntry(tx, {
        event: 'PasswordResetRequested',
        actor: { kind: 'anonymous' },
        ...auditedAddress(email),
        client,
        organisationIds: await organisationsOfAddress(tx, email),
      });
      const requestId = uuidv7();
      const asked = { requestId, address: email, locale };
      await services.queue.enqueue(tx, 'password-reset', asked, { key: requestId });
    });
  });
}
