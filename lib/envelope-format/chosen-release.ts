import { instantSchema } from './part-schema';
import type { Seal } from './seal';

/**
 * From when on its sender wanted a letter to be handed over, where he chose a time (docs/envelope-format.md, section 4.6): RFC 3339, UTC. Null
 * where none is sealed. What stands there and is no such time is passed over, as everything in `more` that one does not know.
 */
export function chosenRelease(seal: Seal): string | null {
  if (seal.format === 'pli-seal-1' || seal.more?.releaseAt === undefined) return null;
  const said = instantSchema.safeParse(seal.more.releaseAt);
  return said.success ? said.data : null;
}
