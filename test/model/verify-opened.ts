import type { OpenEnvelopeAnswer } from '../../lib/envelope/wire';
import { partsOf } from '../../lib/envelope-format/manifest';
import { openSegment } from '../../lib/envelope-format/open-segment';
import { keysOfParts } from '../../lib/envelope-format/part-key';
import { fromBase64 } from '../../lib/transfer/base64';
import { verifiedOpening } from '../support/verified-opening';
import type { World } from './real-world';
import type { WrittenLetter } from './write-letter';

/**
 * What a reader's program does with what it was given: seal, batch, timestamp and addenda are verified, every part is there and opens under
 * its key, also one that was named from another letter, and the text is the one that was written.
 * @throws Error in words
 */
export async function verifyOpened(
  { services }: World,
  letter: WrittenLetter,
  answer: OpenEnvelopeAnswer,
): Promise<void> {
  const { outcome, steps, verified, fetchObject } = await verifiedOpening(services, answer);
  if (outcome !== 'verified' || !verified)
    throw new Error(`a letter that was opened does not verify: ${JSON.stringify(steps)}`);
  const keyOf = await keysOfParts(fromBase64(answer.contentKey), verified.manifest);
  const plaintexts: Uint8Array[] = [];
  for (const part of partsOf(verified.manifest))
    for (const segment of part.segments)
      plaintexts.push(await openSegment(await keyOf(part), segment, await fetchObject(segment)));
  const text = new TextDecoder().decode(plaintexts[0]);
  if (text !== letter.text) throw new Error(`another text than was written: ${text}`);
  const parts = letter.request.parts.length;
  if (plaintexts.length !== parts) throw new Error(`${plaintexts.length} parts of ${parts}`);
}
