import { parseAddress } from '@/lib/address/address';
import type { ComposeState } from '@/lib/browser/compose/compose-state';

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

const speaksOfFile =
  /ci-joint|ci joint|pi[eè]ces? jointes?|en pi[eè]ce|je joins|joints? [aà] ce|enclosed|attach(ed|ment|ments|ing)\b|see the file/i;

/** Whether the letter speaks of an attachment and has none. */
export function speaksOfForgottenFile({
  text,
  attachments,
}: Pick<ComposeState, 'text' | 'attachments'>): boolean {
  return attachments.length === 0 && speaksOfFile.test(`${text.title} ${plainText(text.html)}`);
}

function plainText(html: string): string {
  return html
    .replace(/<[^>]*>/g, ' ')
    .replace(/&nbsp;/g, ' ')
    .trim();
}
