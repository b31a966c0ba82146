import { stat } from 'node:fs/promises';
import path from 'node:path';
import { isLitter } from '../transfer/file-name';
import { ClientError, fileError } from './client-error';

/** What stands out about files that are to be sent, as the page says it: litter is left out, an empty one asked about. */
export type FileNote = { kind: 'left-out' | 'file-empty'; file: string };

/**
 * The files that are meant, in their order, and what is to be said of the others.
 * @throws ClientError `file`; `usage` where `strict` and one is empty
 */
export async function filesToSend(
  files: readonly string[],
  strict: boolean,
): Promise<{ files: string[]; notes: FileNote[] }> {
  const meant = files.filter((file) => !isLitter(path.basename(file)));
  const notes = files
    .filter((file) => isLitter(path.basename(file)))
    .map((file): FileNote => ({ kind: 'left-out', file }));
  for (const file of meant) {
    const { size } = await stat(file).catch((error: unknown) => {
      throw fileError(file, 'read', error);
    });
    if (size > 0) continue;
    if (strict) throw new ClientError('usage', 'strict-empty', { file }, { reason: 'strict' });
    notes.push({ kind: 'file-empty', file });
  }
  return { files: meant, notes };
}
