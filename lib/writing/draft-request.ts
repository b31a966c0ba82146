import type { CreateDraftRequest } from '../envelope/wire';
import { toBase64 } from '../transfer/base64';
import type { LetterKeys } from './new-letter';

/** The request that makes the draft of a new letter, by itself or with the first that needs it. */
export function draftRequestOf(mailboxId: string, { keyPacket }: Pick<LetterKeys, 'keyPacket'>) {
  return { mailboxId, keyPacket: toBase64(keyPacket), format: 2 } satisfies CreateDraftRequest;
}
