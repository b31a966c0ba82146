import type { Tx } from '../db/transaction';
import { judgeLetter, type LetterFacts, type RecipientCopy } from './judge-letter';
import { readLetterFacts } from './read-letter-facts';

/**
 * Until when a recipient may read although the sender's date has passed or he withdrew it: because she had opened it, and her
 * organisation keeps or holds it. Milliseconds since 1970; 0 where nothing of that is so, `Infinity` without end.
 */
export async function keptUntil(
  tx: Tx,
  recipient: {
    id: string;
    envelopeId: string;
    openedAt: Date | null;
    mailbox: { organisationId: string | null };
  },
): Promise<number> {
  if (recipient.openedAt === null || recipient.mailbox.organisationId === null) return 0;
  const facts = await readLetterFacts(tx, recipient.envelopeId);
  const copy = facts?.recipients.find(({ id }) => id === recipient.id);
  return facts && copy ? keptUntilOf(facts, copy) : 0;
}

/** The same of facts that were read. */
export function keptUntilOf(
  letter: Pick<LetterFacts, 'accessUntil' | 'takenBackAt'>,
  copy: RecipientCopy,
): number {
  if (copy.openedAt === null || copy.keeping === null) return 0;
  const sender = { days: 0, held: false, removedAt: null };
  const { readUntil } = judgeLetter({ ...letter, sealedAt: letter.accessUntil, sender, recipients: [copy] });
  return readUntil.get(copy.id) ?? 0;
}
