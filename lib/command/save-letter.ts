import { mkdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import type { Locale } from '../access/actor';
import { type ManifestPart, partsOf } from '../envelope-format/manifest';
import { openPart } from '../envelope-format/open-part';
import { uniqueSafeFileNames } from '../transfer/file-name';
import { ClientError, fileError } from './client-error';
import { htmlToText } from './html-to-text';
import { asNotVerified, type OpenedLetter } from './open-letter';
import { writeWhole } from './write-whole';

export type SavedFile = { path: string; name: string; bytes: number; sha256: string };

const messageBytesMax = 8_388_608;

/**
 * Writes the message as plain text, with words of `locale` where it needs some, and every attachment into a folder. Each file appears whole and verified or not at all, under a
 * name that is safe on every system, directly in the folder; what is there already is not touched without `force`.
 * The sender's HTML is not kept: opened from disk, it could do what Pli's pages keep it from.
 * @throws ClientError `not-verified`, `file`
 */
export async function saveLetter(
  letter: OpenedLetter,
  dir: string,
  options: { force: boolean; locale: Locale },
): Promise<SavedFile[]> {
  const folder = await makeFolder(dir);
  const parts = partsOf(letter.manifest);
  const body = parts.find(({ kind }) => kind === 'body');
  const files = parts.filter(({ kind }) => kind !== 'body');
  const nameOf = ({ kind, name }: ManifestPart) => (kind === 'original' ? 'original.eml' : (name ?? ''));
  const names = uniqueSafeFileNames(['message.txt', ...files.map(nameOf)]);
  const saved: SavedFile[] = [];
  if (body !== undefined) {
    const html = await readMessage(letter, body);
    // as they are named in the folder: where a picture stands, the text says which of them it is
    const pictures = new Map(files.map((file, index) => [contentIdOf(file), names[index + 1] ?? null]));
    const written = htmlToText(html, options.locale, (contentId) => pictures.get(contentId) ?? null);
    const text = Buffer.from(written, 'utf8');
    const target = path.join(folder, names[0] ?? 'message.txt');
    await writeWhole(target, one(text), options);
    saved.push({ path: target, name: 'message.txt', bytes: text.length, sha256: body.plaintextSha256 });
  }
  for (const [index, part] of files.entries()) {
    const target = path.join(folder, names[index + 1] ?? `file-${index + 1}`);
    await writeWhole(target, plaintextOf(letter, part), options);
    saved.push({
      path: target,
      name: nameOf(part),
      bytes: part.plaintextBytes,
      sha256: part.plaintextSha256,
    });
    await letter.reportDownload(part.id);
  }
  return saved;
}

/** In version 1 no part had one. */
const contentIdOf = (part: ManifestPart) => ('contentId' in part ? part.contentId : null);

/** The part's plaintext; ends with an error unless all of it is what was sealed. */
async function* plaintextOf(letter: OpenedLetter, part: ManifestPart) {
  try {
    yield* openPart(await letter.keyOf(part), part, letter.fetchSegment);
  } catch (error) {
    throw asNotVerified(error);
  }
}

async function readMessage(letter: OpenedLetter, body: ManifestPart): Promise<string> {
  if (body.plaintextBytes > messageBytesMax) throw new ClientError('not-verified', 'message-too-long');
  const chunks: Uint8Array[] = [];
  for await (const chunk of plaintextOf(letter, body)) chunks.push(chunk);
  return new TextDecoder('utf-8').decode(Buffer.concat(chunks));
}

async function* one(bytes: Uint8Array) {
  yield bytes;
}

async function makeFolder(dir: string): Promise<string> {
  try {
    await mkdir(dir, { recursive: true });
    return await realpath(dir);
  } catch (error) {
    throw fileError(dir, 'written', error);
  }
}
