/** What everybody concerned is shown of how a letter is kept, and of its end. */
import { z } from 'zod';

const time = z.iso.datetime();

/** A hold in force, as everybody whom it concerns sees it. */
export const shownHold = z.strictObject({
  id: z.uuid(),
  organisation: z.string(),
  why: z.string(),
  setAt: time,
});
export type ShownHold = z.infer<typeof shownHold>;

/** A letter's content was destroyed, as its sender is shown it. */
export const shownDestruction = z.strictObject({
  at: time,
  /** The sender's date or deed, the rule of an organisation that had kept it longer, or that all who had it removed it before its date. */
  why: z.enum(['expired', 'withdrawn', 'taken-back', 'retention', 'removed']),
  /** So many other letters hold so many of its parts. */
  heldLetters: z.int().min(0),
  heldParts: z.int().min(0),
  /** Until when the store keeps what is left of it, unreadable, under its object lock. */
  lockedUntil: time.nullable(),
  /** When everything had left the vault. */
  purgedAt: time.nullable(),
  /** When the last backup that may hold its key is gone. */
  lastBackupUntil: time,
});
export type ShownDestruction = z.infer<typeof shownDestruction>;
