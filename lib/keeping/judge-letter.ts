import { restorableMilliseconds } from './restorable';

/** What an organisation says about the copies in its mailboxes, and whether a hold of its administrator lies on this letter. */
export type Keeping = {
  /** 0: until the letter's own date; else so many days from when the copy came, at least until that date; null: for ever. */
  days: number | null;
  held: boolean;
};

/** One recipient's copy. */
export type RecipientCopy = {
  id: string;
  /** When it was released; null while it waits. */
  at: Date | null;
  openedAt: Date | null;
  withdrawnAt: Date | null;
  /** When its mailbox removed it for ever. */
  removedAt: Date | null;
  /** Null for a guest, who has no organisation: the sender's copy speaks for hers. */
  keeping: Keeping | null;
};

/** All that decides how long a letter is kept, and who may read it meanwhile. */
export type LetterFacts = {
  sealedAt: Date;
  /** Until when its sender lets it be read. */
  accessUntil: Date;
  takenBackAt: Date | null;
  sender: Keeping & { removedAt: Date | null };
  recipients: readonly RecipientCopy[];
};

/** Moments in milliseconds since 1970; `Infinity` where no end is known. */
export type Judgement = {
  /** From then on no copy has a reason left, and the content may be destroyed. */
  contentUntil: number;
  /** Until when each recipient may read, by id. */
  readUntil: ReadonlyMap<string, number>;
};

const dayMilliseconds = 86_400_000;

/**
 * How long the copies of a letter have a reason to be, and their recipients a right to read. Pure; the table of cases is
 * docs/retention.md, and `test/unit/keeping/judge-letter.test.ts` reads that table.
 *
 * - The sender's date and withdrawal end reading for every recipient, but for who opened before where her organisation keeps
 *   copies longer, or holds this letter.
 * - The sender's own copy lasts until the letter's date, longer where its organisation keeps or holds. What was taken back
 *   lasts only where it is held.
 * - A copy that its mailbox removed lets nobody read. Its content has the reason that the rule or a hold of its organisation gives
 *   it, as far as that goes, and no other: not the letter's date, and never that of another copy.
 * - The content lasts as long as the last of them.
 */
export function judgeLetter(facts: LetterFacts): Judgement {
  const reasons = facts.recipients.map((copy) => {
    const until = recipientUntil(facts, copy);
    const read = copy.removedAt === null ? until : 0;
    return { id: copy.id, read, content: afterRemoval(until, copy, copy.at ?? facts.sealedAt) };
  });
  return {
    readUntil: new Map(reasons.map(({ id, read }) => [id, read])),
    contentUntil: Math.max(senderUntil(facts), ...reasons.map(({ content }) => content)),
  };
}

function senderUntil({ sender, sealedAt, accessUntil, takenBackAt }: LetterFacts): number {
  if (sender.held) return Infinity;
  const kept = Math.max(accessUntil.getTime(), keptUntil(sender, sealedAt));
  const { removedAt } = sender;
  return afterRemoval(takenBackAt?.getTime() ?? kept, { keeping: sender, removedAt }, sealedAt);
}

/** What a copy that would last until then still gives the content, once it was removed. */
function afterRemoval(
  until: number,
  { keeping, removedAt }: Pick<RecipientCopy, 'keeping' | 'removedAt'>,
  at: Date,
): number {
  if (removedAt === null || keeping?.held) return until;
  const kept = keeping === null ? 0 : keptUntil(keeping, at);
  return Math.min(until, Math.max(removedAt.getTime() + restorableMilliseconds, kept));
}

function recipientUntil({ accessUntil, takenBackAt }: LetterFacts, copy: RecipientCopy): number {
  if (takenBackAt !== null) return takenBackAt.getTime();
  const end = Math.min(accessUntil.getTime(), copy.withdrawnAt?.getTime() ?? Infinity);
  if (copy.openedAt === null || copy.keeping === null) return end;
  return copy.keeping.held ? Infinity : Math.max(end, keptUntil(copy.keeping, copy.at ?? copy.openedAt));
}

/** What the organisation's own rule gives a copy that came at that time. */
function keptUntil({ days }: Keeping, at: Date): number {
  if (days === null) return Infinity;
  return days === 0 ? 0 : at.getTime() + days * dayMilliseconds;
}
