import 'server-only';
import type { Services } from '../services';
import type { GuestCodeAnswer } from './answers';
import { guestCodeDigits, hashRequest } from './one-time-secret';
import { resendSeconds } from './request-guest-code';

/**
 * The code this browser asked for and can still use, so that a page that was reloaded shows its field again; null where there
 * is none. `of`: an address, or a recipient; without, whichever it asked for last.
 */
export async function describeGuestCode(
  { db, clock, keys }: Pick<Services, 'db' | 'clock' | 'keys'>,
  requestSecret: string | null,
  of: { address?: string; reference?: string } = {},
): Promise<(GuestCodeAnswer & { address: string }) | null> {
  if (requestSecret === null) return null;
  const recipient =
    of.reference === undefined
      ? null
      : await db.recipient.findUnique({ where: { reference: of.reference }, select: { address: true } });
  const address = recipient?.address ?? of.address;
  const row = await db.oneTimeCode.findFirst({
    where: {
      purpose: 'guest_sign_in',
      requestHash: Uint8Array.from(hashRequest(keys, requestSecret)),
      ...(address === undefined ? {} : { address }),
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
  });
  const now = clock.now().getTime();
  if (row === null || row.usedAt !== null || row.expiresAt.getTime() <= now) return null;
  return {
    address: row.address,
    digits: guestCodeDigits,
    expiresInSeconds: Math.ceil((row.expiresAt.getTime() - now) / 1_000),
    resendAfterSeconds: Math.max(0, Math.ceil((row.createdAt.getTime() - now) / 1_000) + resendSeconds),
    triesLeft: row.triesLeft,
  };
}
