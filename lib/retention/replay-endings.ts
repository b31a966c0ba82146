import 'server-only';
import type { Services } from '../services';
import { destroyAgain } from './destroy-content';
import { endingsBetween, endingText } from './endings';

/**
 * Destroys again what a restored database takes for living: every letter whose ending lies in the store since the database's own last
 * destruction. Called before anything is served. Where the database is no older than the store's word, it finds nothing.
 * @returns how many letters were destroyed again
 * @throws AppError `storage-unavailable`: then nothing may be served
 */
export async function replayEndings(
  services: Pick<Services, 'db' | 'clock' | 'keys' | 'queue' | 'config' | 'objectStore'>,
): Promise<number> {
  const { db, clock, objectStore } = services;
  const [known] = await db.$queryRaw<{ since: Date | null }[]>`
    SELECT coalesce((SELECT max(destroyed_at) FROM content_destructions),
      (SELECT min(sealed_at) FROM envelopes WHERE state = 'sealed')) AS since`;
  if (!known?.since) return 0;
  const endings = await endingsBetween(objectStore, known.since, clock.now());
  if (endings.length === 0) return 0;
  const living = await db.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT k.envelope_id AS id FROM envelope_keys k JOIN envelopes e ON e.id = k.envelope_id AND e.state = 'sealed'
    WHERE k.packet IS NOT NULL
      AND encode(sha256(convert_to(${endingText.before} || e.id || ${endingText.after}, 'UTF8')), 'hex') = ANY (${endings}::text[])`;
  for (const { id } of living) await destroyAgain(services, id);
  return living.length;
}
