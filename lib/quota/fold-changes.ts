import 'server-only';
import type { Services } from '../services';

const ownersAtOnce = 1_000;

/** Folds what was noted of owners who store nothing new into their counters, so that what is not folded stays short. */
export async function foldChanges({ db }: Pick<Services, 'db'>): Promise<void> {
  const owners = await db.$queryRaw<{ ownerId: string }[]>`
    SELECT DISTINCT owner_id AS "ownerId" FROM stored_bytes_changes LIMIT ${ownersAtOnce}`;
  for (const { ownerId } of owners)
    await db.$executeRaw`SELECT FROM fold_stored_bytes(ARRAY[${ownerId}::uuid])`;
}
