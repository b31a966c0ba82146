import 'server-only';
import { createHash } from 'node:crypto';
import type { ObjectHome, ObjectKey, ObjectStore } from '../ports/object-store';

/**
 * The store's own word that a letter's content is destroyed: one small object a letter, in a home for each day (UTC). It lies where parts
 * lie and no backup of the database takes it back, so what a restored database has forgotten is found (docs/decisions/0022). Named by the
 * digest of its text, which names the letter alone.
 */
export const endingText = { before: 'pli content destroyed ', after: '\n' } as const;
const textOf = (envelopeId: string) => Buffer.from(endingText.before + envelopeId + endingText.after);

const hexOf = (text: Uint8Array | string) => createHash('sha256').update(text).digest('hex');

/** By what the ending of a letter is known in the store. */
export const nameOfEnding = (envelopeId: string): string => hexOf(textOf(envelopeId));

/** A UUID of version 8 (RFC 9562, section 5.8) from the day. */
function homeOf(day: string): ObjectHome {
  const hex = hexOf(`pli endings of ${day}`);
  const variant = (8 + (Number.parseInt(hex.slice(16, 17), 16) % 4)).toString(16);
  return {
    envelopeId: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`,
  };
}

const dayOf = (at: Date) => at.toISOString().slice(0, 10);
const dayMilliseconds = 86_400_000;

/** Writes it down, before the keys go. Repeating it is harmless. @throws AppError `storage-unavailable`, `storage-full` */
export async function noteEnding(
  store: Pick<ObjectStore, 'put'>,
  envelopeId: string,
  at: Date,
): Promise<void> {
  const text = textOf(envelopeId);
  const key: ObjectKey = { ...homeOf(dayOf(at)), sha256: nameOfEnding(envelopeId) };
  await store.put(key, text.length, once(text));
}

/** Takes it back where the keys did not go after all. */
export async function forgetEnding(
  store: Pick<ObjectStore, 'remove'>,
  envelopeId: string,
  at: Date,
): Promise<void> {
  await store.remove(homeOf(dayOf(at)), [nameOfEnding(envelopeId)]);
}

/** The names of all endings from the day before `from` to that of `until`. */
export async function endingsBetween(
  store: Pick<ObjectStore, 'list'>,
  from: Date,
  until: Date,
): Promise<string[]> {
  const names: string[] = [];
  for (
    let at = from.getTime() - dayMilliseconds;
    at < until.getTime() + dayMilliseconds;
    at += dayMilliseconds
  )
    names.push(...(await store.list(homeOf(dayOf(new Date(at))))).keys());
  return names;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
