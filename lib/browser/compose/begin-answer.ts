import { readMarkup } from '../../letter-text/read-markup';
import { writeHtml } from '../../letter-text/write-html';
import { type AnswerKind, type AnswerWords, answerLetter, picturesIn } from '../../writing/answer-letter';
import { parseInBrowser } from '../dom-markup';
import type { TakenLetter } from '../upload/upload-messages';
import type { ComposeSession } from './compose-session';
import type { DraftText } from './draft-content';
import { attachmentOf, type LetterPlace, takeLetter } from './taken-letter';

/**
 * Fills a fresh draft with an answer to a letter, or with what is passed on of it. Its parts become parts of the draft, so that no byte is
 * fetched or uploaded: all of them where it is passed on, the pictures of the quoted text where it is answered.
 * @throws Error where it cannot be opened or does not verify; ApiProblem
 */
export async function beginAnswer(
  session: ComposeSession,
  {
    kind,
    place,
    words,
  }: { kind: AnswerKind; place: LetterPlace; words: (letter: TakenLetter) => AnswerWords },
): Promise<void> {
  const letter = await takeLetter(session, place);
  const { document } = readMarkup(parseInBrowser(letter.html));
  const { text, to, cc, ...begun } = answerLetter(
    { ...letter, text: document },
    kind,
    session.addresses,
    words(letter),
  );
  const shown = picturesIn(text);
  const parts = letter.parts.filter(({ contentId }) =>
    contentId === null ? kind === 'forward' : shown.has(contentId),
  );
  const written: DraftText = {
    ...session.state.text,
    ...begun,
    to: to.map(nameIfAny),
    cc: cc.map(nameIfAny),
    html: writeHtml(text),
    ...(kind === 'forward' ? { forwards: [letter.envelopeId] } : { inReplyTo: letter.envelopeId }),
  };
  await session.fillNaming(
    place,
    written,
    parts.map((part) => attachmentOf(part, letter)),
  );
  if (kind === 'forward') session.uploads.add(letter.files);
}

function nameIfAny({ address, name }: { address: string; name: string | null }) {
  return { address, ...(name ? { name } : {}) };
}
