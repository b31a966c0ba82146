import 'server-only';
import type { Tx } from '../db/transaction';
import type { Jobs } from '../ports/queue';
import type { Services } from '../services';
import { findAddressee } from './find-addressee';
import { sendPasswordLink } from './send-password-link';

/**
 * The worker's part of a forgotten password: a link to choose another, where the address has an open account; where it has only received
 * letters as a guest's, that there is no password; else nothing. Done here, because what differs must not be seen in the answer's time.
 * Repeating it for one request makes no second link.
 */
export async function answerPasswordReset(
  services: Pick<Services, 'db' | 'clock' | 'keys' | 'queue'>,
  { requestId, address, locale }: Jobs['password-reset'],
): Promise<void> {
  await services.db.$transaction(async (tx) => {
    const user = await tx.user.findUnique({ where: { email: address, closedAt: null } });
    if (user !== null) await sendPasswordLink(tx, services, 'password_reset', user, requestId);
    else await tellGuest(tx, services, { requestId, address, locale });
  });
}

async function tellGuest(
  tx: Tx,
  { queue }: Pick<Services, 'queue'>,
  { requestId, address, locale }: Jobs['password-reset'],
): Promise<void> {
  const addressee = await findAddressee(tx, { address });
  if (addressee === null) return;
  const { recipientId } = addressee;
  await queue.enqueue(tx, 'no-password', { requestId, recipientId, locale }, { key: recipientId });
}
