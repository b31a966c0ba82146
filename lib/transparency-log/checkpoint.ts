import { type NoteKey, openNote, signNote } from './signed-note';

/** What a checkpoint says (C2SP tlog-checkpoint). */
export type CheckpointBody = { origin: string; treeSize: number; rootHash: Uint8Array };

/** A signed checkpoint of three lines. */
export function signCheckpoint(key: NoteKey, head: { treeSize: number; rootHash: Uint8Array }): string {
  return signNote(key, `${key.name}\n${head.treeSize}\n${Buffer.from(head.rootHash).toString('base64')}\n`);
}

/** What the log's own checkpoint says; null where it is not one of this key and origin, in its one spelling. */
export function openCheckpoint(key: NoteKey, note: string): CheckpointBody | null {
  const text = openNote(key, note);
  const [, origin = '', size = '', root = ''] =
    /^(\S+)\n(0|[1-9]\d{0,15})\n([A-Za-z0-9+/]{43}=)\n$/.exec(text ?? '') ?? [];
  if (origin !== key.name) return null;
  return { origin, treeSize: Number(size), rootHash: Buffer.from(root, 'base64') };
}
