import type { CallApi } from '../../transfer/api-client';
import type { ComposeState } from './compose-state';

/** Files the words of a letter that was just sealed for the search of its writer's own browsers. What fails is made when the letter is read again. */
export async function keepSentWords(
  callApi: CallApi,
  { envelopeId, text, attachments }: Pick<ComposeState, 'envelopeId' | 'text' | 'attachments'>,
): Promise<void> {
  try {
    const { writePiece } = await import('../search-index/write-piece');
    await writePiece(callApi, `/api/envelopes/${envelopeId}`, {
      title: text.title,
      bodyHtml: text.html,
      fileNames: attachments.map(({ name }) => name),
      isPersonal: text.marks?.personal === true,
    });
  } catch {
    // away, or a page of before whose scripts are gone
  }
}
