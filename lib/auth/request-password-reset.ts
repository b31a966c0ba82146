import 'server-only';
import type { Client } from '../access/actor';
import { appendEntry } from '../audit/trail/append-entry';
import { limitKeyOf } from '../limits/client-key';
import { consumeLimit } from '../limits/consume-limit';
import type { Services } from '../services';
import { evenAnswerMs, noFasterThan } from './no-faster-than';
import { organisationsOfAddress } from './organisations-of-address';
import { sendPasswordLink } from './send-password-link';
import { auditedAddress, typedAddress } from './typed-address';

/**
 * Mails a link to choose a password, if the address has an open account. Same answer, same time and same limits if not.
 * @throws AppError `too-many-requests`
 */
export function requestPasswordReset(
  services: Pick<Services, 'db' | 'clock' | 'keys' | 'queue'>,
  input: { address: string },
  client: Client,
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
      if (user !== null) {
        await sendPasswordLink(tx, services, 'password_reset', user);
      }
    });
  });
}
