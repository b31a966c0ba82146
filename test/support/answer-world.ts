import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { GuestActor } from '../../lib/access/actor';
import { addToAnswer } from '../../lib/answer/add-to-answer';
import { beginAnswer } from '../../lib/answer/begin-answer';
import { sealAnswer } from '../../lib/answer/seal-answer';
import { segmentCiphertextBytes } from '../../lib/envelope-format/segment-layout';
import type { Services } from '../../lib/services';
import type { WrittenLetter } from '../../lib/writing/seal-request';
import { freshKeyPacket } from './key-packet';
import { testClient } from './test-client';
import { writeLetter } from './written-letter';

/** A segment of a file as a browser registers it, of so many bytes in the clear. */
export function segmentOf(bytes: number) {
  const sha256 = randomBytes(32).toString('hex');
  const ciphertextBytes = segmentCiphertextBytes(bytes);
  return { partId: uuidv7(), kind: 'attachment' as const, index: 0, sha256, ciphertextBytes };
}

/** The request that makes a guest's draft. */
export async function answerDraft(services: Services, guest: GuestActor) {
  const { keyPacket } = await freshKeyPacket(services.keys.vault.publicKey);
  return { mailboxId: guest.mailboxes[0]?.id ?? '', keyPacket, format: 2 as const };
}

/** An answer to the letter of a link that is begun, with one file registered. */
export async function begunAnswer(services: Services, guest: GuestActor, reference: string) {
  const id = uuidv7();
  await beginAnswer(services, guest, { reference, id, ...(await answerDraft(services, guest)) });
  const segment = segmentOf(100);
  await addToAnswer(services, guest, { reference, id, segments: [segment] });
  return { reference, id, partId: segment.partId };
}

/** A whole answer as its writer's browser knows it, in one request; nothing of it has reached the server yet. */
export function writeAnswer(
  services: Services,
  guest: GuestActor,
  inReplyTo: string,
  to: readonly string[],
  others: { files?: readonly Uint8Array[] } & Partial<WrittenLetter> = {},
) {
  const place = { actor: { email: guest.address }, mailboxId: guest.mailboxes[0]?.id ?? '' };
  const recipients = to.map((address) => ({ address, kind: 'to' as const }));
  return writeLetter(services, place, recipients, { inReplyTo, ...others });
}

/** An answer that is sent. */
export async function sentAnswer(
  services: Services,
  guest: GuestActor,
  { reference, envelopeId }: { reference: string; envelopeId: string },
  to: string,
) {
  const {
    envelopeId: id,
    request,
    parts,
  } = await writeAnswer(services, guest, envelopeId, [to], {
    files: [new Uint8Array(randomBytes(50))],
  });
  await sealAnswer(services, guest, { reference, id, client: testClient, request });
  return { reference, id, partId: parts[1] ?? '', request };
}
