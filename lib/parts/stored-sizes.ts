import type { ObjectStore } from '../ports/object-store';
import { homeOfPart, type PartHome } from './home-of-part';

/** Homes that are asked for at once. */
const homesAtOnce = 16;

/** What the vault really holds of each part, by its id: sizes by SHA-256. Parts of one home share one answer. */
export async function storedSizes(
  store: Pick<ObjectStore, 'list'>,
  parts: readonly PartHome[],
): Promise<Map<string, ReadonlyMap<string, number>>> {
  const homes = new Map(parts.map((part) => [keyOf(part), homeOfPart(part)]));
  const sizes = new Map<string, ReadonlyMap<string, number>>();
  const waiting = [...homes];
  for (let at = 0; at < waiting.length; at += homesAtOnce) {
    const some = waiting.slice(at, at + homesAtOnce);
    await Promise.all(some.map(async ([key, home]) => sizes.set(key, await store.list(home))));
  }
  return new Map(parts.map((part) => [part.id, sizes.get(keyOf(part)) ?? new Map<string, number>()]));
}

const keyOf = ({ id, madeIn, home }: PartHome) => (home === 'part' ? id : madeIn);
