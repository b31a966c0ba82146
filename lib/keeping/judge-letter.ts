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
  /** Null for a guest, who has no organisation: the sender's copy speaks for hers. */
  keeping: Keeping | null;
};

/** All that decides how long a letter is kept, and who may read it meanwhile. */
export type LetterFacts = {
  sealedAt: Date;
  /** Until when its sender lets it be read. */
  accessUntil: Date;
  takenBackAt: Date | null;
  sender: Keeping;
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
 * - The content lasts as long as the last of them.
 */
export function judgeLetter(facts: LetterFacts): Judgement {
  const readUntil = new Map(facts.recipients.map((copy) => [copy.id, recipientUntil(facts, copy)]));
  return { readUntil, contentUntil: Math.max(senderUntil(facts), ...readUntil.values()) };
}

function senderUntil({ sender, sealedAt, accessUntil, takenBackAt }: LetterFacts): number {
  if (sender.held) return Infinity;
  if (takenBackAt !== null) return takenBackAt.getTime();
  return Math.max(accessUntil.getTime(), keptUntil(sender, sealedAt));
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
