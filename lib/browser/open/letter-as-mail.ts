import { readMarkup } from '../../letter-text/read-markup';
import { type TextWords, writeText } from '../../letter-text/write-text';
import type { Mail } from '../../transfer/mail-message';
import { parseInBrowser } from '../dom-markup';
import { readMessage } from './message-html';
import type { OpenedEnvelope } from './open-messages';
import type { ShownPictures } from './shown-pictures';

/**
 * An opened letter as a mail without its files: who, when and the title as sealed; the text as it is shown, in HTML that names its pictures
 * by their content ids, and as plain text. `host`: of the page, for a Message-ID that is the same each time.
 */
export function letterAsMail(
  { seal, subject, bodyHtml, to, cc, files }: OpenedEnvelope,
  pictures: ShownPictures,
  words: TextWords,
  host: string,
): Omit<Mail, 'files'> {
  const { html } = readMessage(bodyHtml, pictures);
  const { document } = readMarkup(parseInBrowser(html));
  const nameOf = (contentId: string) => files.find((file) => file.contentId === contentId)?.name ?? null;
  return {
    from: { address: seal.sender.address, name: seal.sender.name },
    to,
    cc,
    subject,
    date: new Date(seal.sealedAt),
    messageId: `${seal.envelopeId}@${host}`,
    text: writeText(document, words, nameOf),
    html: `<!doctype html><html><head><meta charset="utf-8"></head><body>${html}</body></html>`,
  };
}
