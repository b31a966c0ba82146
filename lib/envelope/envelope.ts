import { AppError } from '../errors';

/**
 * An envelope is written as a draft and sealed once; there is no way back and no third state. Refuses to change what is sealed.
 * @throws AppError `conflict`
 */
export function assertDraft(state: 'draft' | 'sealed'): void {
  if (state !== 'draft') throw new AppError('conflict');
}

/** Days an envelope stays open, as milliseconds. */
export function expiryOf(sealedAt: Date, days: number): Date {
  return new Date(sealedAt.getTime() + days * 86_400_000);
}
