import type { DraftText } from '@/lib/browser/compose/draft-content';
import type { SendDoubt } from './send-doubts';

type Addressees = Pick<DraftText, 'to' | 'cc' | 'bcc'>;

/** What the one press beside a doubt changes of the draft; null where it is a file that is to be chosen. */
export function mendDoubt(text: DraftText, doubt: SendDoubt): Partial<DraftText> | null {
  switch (doubt.kind) {
    case 'forgotten-file':
      return null;
    case 'patient-identity':
      return { title: doubt.found.without };
    case 'many-visible':
      return { to: [], cc: [], bcc: [...text.to, ...text.cc, ...text.bcc] };
    case 'no-mailbox':
      return eachList(text, (list) => list.filter(({ address }) => !isSame(address, doubt.address)));
    case 'near-miss':
    case 'look-alike':
      return eachList(text, (list) =>
        list.map((one) => (isSame(one.address, doubt.address) ? { ...one, address: mended(doubt) } : one)),
      );
  }
}

/** The address that was probably meant: the same person at the domain that is known. */
export function mended({ address, domain }: { address: string; domain: string }): string {
  return `${address.slice(0, address.lastIndexOf('@'))}@${domain}`;
}

const isSame = (typed: string, address: string) => typed.trim().toLowerCase() === address.toLowerCase();

function eachList(
  { to, cc, bcc }: Addressees,
  change: (list: DraftText['to']) => DraftText['to'],
): Addressees {
  return { to: change(to), cc: change(cc), bcc: change(bcc) };
}
