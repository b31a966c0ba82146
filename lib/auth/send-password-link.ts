import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../db/transaction';
import type { Services } from '../services';
import { hashSecret, newLinkSecret, sealSecret } from './one-time-secret';
import { localeOf } from './user-actor';

/** How long a mailed link works. */
export const linkMinutes = { password_reset: 30, invitation: 7 * 24 * 60 } as const;

/**
 * Makes a single-use link to choose a password and enqueues its mail, in the caller's transaction.
 * @param id a UUID of what asked for it, where that may be done again: then it makes no second link
 */
export async function sendPasswordLink(
  tx: Tx,
  { clock, keys, queue }: Pick<Services, 'clock' | 'keys' | 'queue'>,
  purpose: keyof typeof linkMinutes,
  user: { email: string; locale: string },
  id: string = uuidv7(),
): Promise<void> {
  const secret = newLinkSecret();
  const now = clock.now();
  const made = await tx.oneTimeCode.createMany({
    data: {
      id,
      purpose,
      address: user.email,
      codeHash: Uint8Array.from(hashSecret(keys, id, secret)),
      createdAt: now,
      expiresAt: new Date(now.getTime() + linkMinutes[purpose] * 60_000),
      triesLeft: 1,
    },
    skipDuplicates: true,
  });
  if (made.count === 0) return;
  const payload = { codeId: id, sealedSecret: sealSecret(keys, id, secret), locale: localeOf(user.locale) };
  await queue.enqueue(tx, 'send-code', payload, { key: id });
}
