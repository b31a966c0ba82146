import type { ContentDestruction } from '../db/generated/client';
import { type ShownDestruction, shownDestruction } from '../keeping/shown';
import type { Services } from '../services';

/** What the sender's side is shown of a destruction: numbers, times, and when the last backup is gone. */
export function toShownDestruction(
  { config }: Pick<Services, 'config'>,
  row: ContentDestruction,
): ShownDestruction {
  const { destroyedAt, why, heldLetters, heldParts, lockedUntil, purgedAt } = row;
  const backupMilliseconds = config.retention.backupDays * 86_400_000;
  return shownDestruction.parse({
    at: destroyedAt.toISOString(),
    why,
    heldLetters,
    heldParts,
    lockedUntil: lockedUntil?.toISOString() ?? null,
    purgedAt: purgedAt?.toISOString() ?? null,
    lastBackupUntil: new Date(destroyedAt.getTime() + backupMilliseconds).toISOString(),
  });
}
