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
