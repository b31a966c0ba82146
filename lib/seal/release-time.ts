import { AppError } from '../errors';
import { releaseDaysMax } from '../release-time';

/** When a letter leaves, and whether its sender chose that, so that the seal says it. */
export type Release = { at: Date; chosen: boolean };

const dayMilliseconds = 86_400_000;

/**
 * When a letter that is sealed now may be seen by its recipients: after the seconds in which Send is undone, or at the time its sender
 * chose, which is never within them. This server's clock decides.
 * @throws AppError `release-time` for a time that has passed, is too far ahead, or is not before the letter's end
 */
export function releaseOf(
  chosen: string | undefined,
  { sealedAt, expiresAt, takeBackSeconds }: { sealedAt: Date; expiresAt: Date; takeBackSeconds: number },
): Release {
  const earliest = sealedAt.getTime() + takeBackSeconds * 1_000;
  if (chosen === undefined) return { at: new Date(earliest), chosen: false };
  const wished = Date.parse(chosen);
  const at = Math.max(wished, earliest);
  const latest = sealedAt.getTime() + releaseDaysMax * dayMilliseconds;
  if (!(wished > sealedAt.getTime() && wished <= latest && at < expiresAt.getTime()))
    throw new AppError('release-time', { detail: { days: releaseDaysMax } });
  return { at: new Date(at), chosen: true };
}
