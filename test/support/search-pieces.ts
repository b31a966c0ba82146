import { ownBytes } from '../../lib/envelope-format/bytes';
import { createPieceOpener, createPieceSealer } from '../../lib/search-index/piece-cipher';
import { packWords, unpackWords } from '../../lib/search-index/piece-words';
import type {
  PutSearchPieceRequest,
  SearchKeysAnswer,
  SearchPiece,
  SearchPieceKeyAnswer,
} from '../../lib/search-index/wire';

const fromBase64 = (text: string) => ownBytes(new Uint8Array(Buffer.from(text, 'base64')));
const toBase64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

/** What a browser makes of a letter's text. */
export async function pieceOf(asked: SearchPieceKeyAnswer, text: string): Promise<PutSearchPieceRequest> {
  const sealer = await createPieceSealer(asked, fromBase64(asked.publicKey));
  const { wrap, content } = await sealer.seal(
    asked.itemId,
    await packWords({ title: '', text, fileNames: [] }),
  );
  return { generation: asked.generation, wrap: toBase64(wrap), content: toBase64(content) };
}

/** What a browser reads in a piece; throws where none of the keys opens it. */
export async function wordsOf(
  mailboxId: string,
  { keys }: SearchKeysAnswer,
  piece: SearchPiece,
): Promise<string> {
  const key = keys.find(({ generation }) => generation === piece.generation);
  if (!key) throw new Error('no key of that generation');
  const pair = { publicKey: fromBase64(key.publicKey), privateKey: fromBase64(key.privateKey) };
  const opener = await createPieceOpener({ mailboxId, generation: key.generation }, pair);
  const sealed = { wrap: fromBase64(piece.wrap), content: fromBase64(piece.content) };
  return unpackWords(await opener.open(piece.itemId, sealed));
}
