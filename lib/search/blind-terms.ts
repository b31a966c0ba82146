import 'server-only';
import { createHmac } from 'node:crypto';
import type { Keys } from '../keys';

/**
 * Makes terms blind for one mailbox: 64 bits of an HMAC-SHA256 under a key of that mailbox, as the text of a signed bigint of Postgres. Who reads the
 * database sees which copies of one mailbox share a term, never which term, nor whether two mailboxes do.
 */
export function blindTerms(
  keys: Pick<Keys, 'derive'>,
  mailboxId: string,
): (terms: readonly string[]) => string[] {
  const key = createHmac('sha256', keys.derive('search-1')).update(mailboxId).digest();
  return (terms) =>
    terms.map((term) => createHmac('sha256', key).update(term).digest().readBigInt64BE().toString());
}
