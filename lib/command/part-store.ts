import { v7 as uuidv7 } from 'uuid';
import { carriedBytesMax, carriedPartsMax } from '../carried-limits';
import type { CreateDraftRequest, PartKind, SealRequest } from '../envelope/wire';
import { segmentCiphertextBytes } from '../envelope-format/segment-layout';
import { segmentPlaintextBytesMax } from '../envelope-format/types';
import { toBase64 } from '../transfer/base64';
import { type StoredContent, writeSmallPart } from '../writing/write-small-part';
import { type DraftPlace, type PartSource, storePart } from './store-part';

/** Where the parts of one letter go. */
export type PartStore = {
  add(kind: PartKind, source: PartSource): Promise<StoredContent>;
  /** What travels with the request for the seal. */
  readonly carried: NonNullable<SealRequest['carried']>;
};

/**
 * Small parts travel with the request for the seal, as long as there is room in it, so that a small letter is one request; others are
 * stored on their own, in a draft that is made for the first of them.
 */
export function createPartStore(
  place: Omit<DraftPlace, 'keys'> & { keys: Parameters<typeof writeSmallPart>[0] },
  draft: CreateDraftRequest,
): PartStore {
  const carried: NonNullable<SealRequest['carried']> = [];
  let room = carriedBytesMax;
  let made: Promise<unknown> | null = null;
  return {
    carried,
    async add(kind, source) {
      const isSmall =
        source.bytes <= Math.min(room, segmentPlaintextBytesMax) && carried.length < carriedPartsMax;
      if (isSmall && segmentCiphertextBytes(source.bytes) <= room) {
        room -= segmentCiphertextBytes(source.bytes);
        const plaintext = await source.read(0, source.bytes);
        const { stored, ciphertext } = await writeSmallPart(place.keys, uuidv7(), plaintext);
        carried.push({ partId: stored.id, bytes: toBase64(ciphertext) });
        return stored;
      }
      made ??= place.api.call('PUT', `/api/drafts/${place.draftId}`, draft);
      await made;
      return storePart(place, kind, source);
    },
  };
}
