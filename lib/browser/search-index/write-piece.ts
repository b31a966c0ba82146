import { ownBytes } from '../../envelope-format/bytes';
import { readMarkup } from '../../letter-text/read-markup';
import { writeText } from '../../letter-text/write-text';
import { createPieceSealer } from '../../search-index/piece-cipher';
import { packWords } from '../../search-index/piece-words';
import type { PutSearchPieceRequest, SearchPieceKeyAnswer } from '../../search-index/wire';
import { ApiProblem, type CallApi } from '../../transfer/api-client';
import { fromBase64, toBase64 } from '../../transfer/base64';
import { parseInBrowser } from '../dom-markup';
import { readIndex } from './index-session';

/** What of a letter is searched: as it was read or written. */
export type WrittenLetter = {
  title: string;
  bodyHtml: string;
  fileNames: readonly string[];
  isPersonal: boolean;
};

const unsaid = ['', ''] as const;
/** Signs in the text are no words. */
const noWords = { deleted: unsaid, inserted: unsaid, struck: unsaid, picture: unsaid };

type Sealer = Awaited<ReturnType<typeof createPieceSealer>>;
/** One a mailbox's key: a reader then derives once for all that this tab wrote. */
const sealers = new Map<string, Promise<Sealer>>();

/**
 * Makes the search piece of a letter that this browser has read or written, unless it has one that can be read as far as this tab knows, and has it kept. `at`: where the letter's API lies. A personal letter
 * has none in a mailbox of several people. Nothing depends on it: what fails is made at the next reading.
 */
export async function writePiece(callApi: CallApi, at: string, letter: WrittenLetter): Promise<void> {
  const path = `${at}/search-piece`;
  try {
    // a key that was retired in between is asked for once more
    for (let tries = 0; tries < 2; tries++) {
      const asked = await callApi<SearchPieceKeyAnswer>('POST', path, {});
      const isRead = asked.stands && !readIndex().broken.includes(asked.itemId);
      if (isRead || (letter.isPersonal && asked.mailboxKind !== 'personal')) return;
      if (await keep(callApi, path, asked, letter)) return;
    }
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
  }
}

/** Whether it was kept; not, where the key is not the one in use any more. */
async function keep(
  callApi: CallApi,
  path: string,
  { mailboxId, itemId, generation, publicKey }: SearchPieceKeyAnswer,
  { title, bodyHtml, fileNames }: WrittenLetter,
): Promise<boolean> {
  const name = `${mailboxId}/${generation}/${publicKey}`;
  const sealer = sealers.get(name) ?? createPieceSealer({ mailboxId, generation }, fromBase64(publicKey));
  sealers.set(name, sealer);
  const text = writeText(readMarkup(parseInBrowser(bodyHtml)).document, noWords);
  const packed = await packWords({ title, text, fileNames });
  const { wrap, content } = await (await sealer).seal(itemId, ownBytes(packed));
  const piece: PutSearchPieceRequest = { generation, wrap: toBase64(wrap), content: toBase64(content) };
  try {
    await callApi('PUT', path, piece);
    return true;
  } catch (error) {
    if (error instanceof ApiProblem && error.code === 'conflict') return false;
    throw error;
  }
}
