import { AppError } from '../errors';
import { foldedName } from './folded-name';
import { folderDepthMax, foldersMax } from './limits';

/** A folder as its mailbox's tree is judged by it; `name` null where it cannot be read. */
export type TreeFolder = { id: string; parentId: string | null; name: string | null };

/** Ids of a folder and of all that lie in it, parents first. */
export function withDescendants(folders: readonly TreeFolder[], id: string): string[] {
  const below = childrenOf(folders);
  const found = [id];
  for (const one of found) found.push(...(below.get(one) ?? []).map((child) => child.id));
  return found;
}

/** How deep a folder lies: 1 at the top; 0 for the top itself. */
function depthOf(folders: readonly TreeFolder[], id: string | null): number {
  const byId = new Map(folders.map((folder) => [folder.id, folder]));
  let depth = 0;
  for (let at = id; at !== null; at = byId.get(at)?.parentId ?? null) depth += 1;
  return depth;
}

/** Folders as they are shown: each after what it lies in, siblings by name in this language; `path` are the names down to it. */
export function inOrder<F extends TreeFolder>(
  folders: readonly F[],
  locale: string,
): (F & { depth: number; path: (string | null)[] })[] {
  const below = childrenOf(folders);
  const { compare } = new Intl.Collator(locale, { numeric: true });
  const down = (parentId: string | null, above: (string | null)[]): ReturnType<typeof inOrder<F>> =>
    (below.get(parentId) ?? [])
      .toSorted((a, b) => compare(a.name ?? '', b.name ?? '') || (a.id < b.id ? -1 : 1))
      .flatMap((folder) => {
        const path = [...above, folder.name];
        return [{ ...folder, depth: path.length, path }, ...down(folder.id, path)];
      });
  return down(null, []);
}

/**
 * Whether a folder may stand there with that name: a new one (`id` null), a renamed one or a moved one, with all that lies in it.
 * @throws AppError `not-found` for a parent that is not there, `conflict` for a folder inside itself, `name-in-use`, `folder-too-deep`,
 * `too-many-folders`
 */
export function assertPlace(
  folders: readonly TreeFolder[],
  { id, parentId, name }: { id: string | null; parentId: string | null; name: string },
): void {
  if (parentId !== null && !folders.some((folder) => folder.id === parentId)) throw new AppError('not-found');
  if (id === null && folders.length >= foldersMax)
    throw new AppError('too-many-folders', { detail: { max: foldersMax } });
  const inside = id === null ? [] : withDescendants(folders, id);
  if (parentId !== null && inside.includes(parentId)) throw new AppError('conflict');
  const own = id === null ? 0 : depthOf(folders, id);
  const height = Math.max(1, ...inside.map((one) => depthOf(folders, one) - own + 1));
  if (depthOf(folders, parentId) + height > folderDepthMax)
    throw new AppError('folder-too-deep', { detail: { max: folderDepthMax } });
  const wanted = foldedName(name);
  const isTaken = folders.some(
    (folder) =>
      folder.parentId === parentId &&
      folder.id !== id &&
      folder.name !== null &&
      foldedName(folder.name) === wanted,
  );
  if (isTaken) throw new AppError('name-in-use');
}

function childrenOf<F extends TreeFolder>(folders: readonly F[]): Map<string | null, F[]> {
  const below = new Map<string | null, F[]>();
  for (const folder of folders) below.set(folder.parentId, [...(below.get(folder.parentId) ?? []), folder]);
  return below;
}
