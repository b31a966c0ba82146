import 'server-only';
import type { Client } from '../access/actor';
import { appendEntry } from '../audit/trail/append-entry';
import { AppError } from '../errors';
import type { Services } from '../services';
import { entryAbout, findAddressee } from './find-addressee';
import { hashRequest, isCodeLinkSecret, splitToken } from './one-time-secret';

/**
 * Binds a code to the browser in which the link of its mail was followed; from then on it works there and nowhere else, with
 * the tries that are left. It signs nobody in: the code itself must still be typed. Works once, for as long as the code.
 * @throws AppError `link-refused`
 */
export async function moveGuestCode(
  { db, clock, keys }: Pick<Services, 'db' | 'clock' | 'keys'>,
  input: { reference: string; token: string },
  browser: { client: Client; requestSecret: string },
): Promise<void> {
  const parts = splitToken(input.token);
  const addressee = await findAddressee(db, { reference: input.reference });
  if (parts === null || addressee === null || !isCodeLinkSecret(keys, parts.codeId, parts.secret)) {
    throw new AppError('link-refused');
  }
  const now = clock.now();
  await db.$transaction(async (tx) => {
    const moved = await tx.oneTimeCode.updateMany({
      where: {
        id: parts.codeId,
        purpose: 'guest_sign_in',
        recipientId: addressee.recipientId,
        linkUsedAt: null,
        usedAt: null,
        expiresAt: { gt: now },
        triesLeft: { gt: 0 },
      },
      data: { linkUsedAt: now, requestHash: Uint8Array.from(hashRequest(keys, browser.requestSecret)) },
    });
    if (moved.count !== 1) throw new AppError('link-refused');
    await appendEntry(tx, {
      event: 'CodeRequested',
      ...entryAbout(addressee),
      client: browser.client,
      detail: { by: 'link' },
    });
  });
}
