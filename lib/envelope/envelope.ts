import { AppError } from '../errors';

/** An envelope is written as a draft, and sealed once; there is no way back and no third state. */
export type EnvelopeState = 'draft' | 'sealed';

/** What can be done to an envelope, in the words of lib/envelope. */
export type EnvelopeDeed =
  | 'save'
  | 'upload'
  | 'seal'
  | 'discard'
  | 'open-draft'
  | 'timestamp'
  | 'open'
  | 'report';

const deeds: Record<EnvelopeState, readonly EnvelopeDeed[]> = {
  draft: ['save', 'upload', 'seal', 'discard', 'open-draft'],
  sealed: ['timestamp', 'open', 'report'],
};

/** Whether the state admits the deed. */
export function admits(state: EnvelopeState, deed: EnvelopeDeed): boolean {
  return deeds[state].includes(deed);
}

/**
 * Refuses what the state does not admit, e.g. changing what is sealed.
 * @throws AppError `conflict`
 */
export function assertAdmits(state: EnvelopeState, deed: EnvelopeDeed): void {
  if (!admits(state, deed)) throw new AppError('conflict');
}

/** Days an envelope stays open, as milliseconds. */
export function expiryOf(sealedAt: Date, days: number): Date {
  return new Date(sealedAt.getTime() + days * 86_400_000);
}
