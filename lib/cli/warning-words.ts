import type { Doubt } from '../command/doubts';
import type { FileNote } from '../command/files-to-send';
import type { CommandContext } from './command';

/** What is said before sending of a file or an address that stands out; `--strict` refuses it instead. */
export function warningWords({ words }: CommandContext, warning: Doubt | FileNote): string {
  const { kind, ...values } = warning;
  switch (kind) {
    case 'left-out':
      return words('warning-left-out', values);
    case 'file-empty':
      return words('warning-file-empty', values);
    case 'no-mailbox':
      return words('warning-no-mailbox', values);
    case 'near-miss':
      return words('warning-near-miss', values);
    case 'look-alike':
      return words('warning-look-alike', values);
  }
}
