import 'server-only';
import type { Services } from '../services';

/**
 * How the addressee of an envelope proves who she is: `account` where a mailbox of a member owns the address (now, or
 * when it was sealed), `code` otherwise. The page of a link may show which of the two; it never shows the address.
 */
export async function wayIn(
  { db }: Pick<Services, 'db'>,
  recipient: { address: string; mailboxId: string | null },
): Promise<'account' | 'code'> {
  if (recipient.mailboxId !== null) return 'account';
  const owned = await db.mailboxAddress.findUnique({ where: { address: recipient.address } });
  return owned === null ? 'code' : 'account';
}
