import { parseAddress } from '@/lib/address/address';
import type { ComposeState } from '@/lib/browser/compose/compose-state';
import { cleanTyped } from '@/lib/typed-text';

export type SendObstacle = 'needRecipient' | 'fixAddress' | 'tooManyRecipients' | 'fixFiles';

/** Why this draft cannot be sealed as it stands; null when it can. */
export function sendObstacle(
  { text, attachments }: ComposeState,
  recipientsMax: number,
): SendObstacle | null {
  const recipients = [...text.to, ...text.cc, ...text.bcc];
  if (recipients.length === 0) return 'needRecipient';
  if (recipients.some(({ address }) => parseAddress(address) === null)) return 'fixAddress';
  if (recipients.length > recipientsMax) return 'tooManyRecipients';
  return attachments.some(({ status }) => status === 'failed' || status === 'file-needed')
    ? 'fixFiles'
    : null;
}

export type SendHint = 'noTitle' | 'noMessage' | 'forgottenFile';

const speaksOfFile =
  /ci-joint|ci joint|pi[eè]ces? jointes?|en pi[eè]ce|je joins|joints? [aà] ce|enclosed|attach(ed|ment|ments|ing)\b|see the file/i;

/** What a sender may have forgotten; none of it keeps from sending. */
export function sendHints({ text, attachments }: ComposeState): SendHint[] {
  const words = plainText(text.html);
  const hints: SendHint[] = [];
  if (cleanTyped(text.title) === '') hints.push('noTitle');
  if (words === '') hints.push('noMessage');
  if (attachments.length === 0 && speaksOfFile.test(`${text.title} ${words}`)) hints.push('forgottenFile');
  return hints;
}

function plainText(html: string): string {
  return html
    .replace(/<[^>]*>/g, ' ')
    .replace(/&nbsp;/g, ' ')
    .trim();
}
