import { v7 as uuidv7 } from 'uuid';
import type { Author } from '../access/actor';
import { signBatch } from '../envelope/sign-batch';
import type { BatchPlace } from '../envelope-format/batch';
import type { Bytes } from '../envelope-format/bytes';
import type { Keys } from '../keys';
import { composeSeal } from './compose-seal';
import { composeSeal2, type SealSalts } from './compose-seal-2';
import type { PreparedLetter } from './prepare-letter';

/** A seal's exact bytes and what was signed of it; `batch`: with which others, null where it was signed alone. */
export type SignedLetter = {
  seal: Bytes;
  signature: string;
  keyId: string;
  batch: { id: string; place: BatchPlace } | null;
  salts: SealSalts | null;
};

/**
 * Composes and signs the seals of several letters, in their order: those of version 2 under one signature, which one timestamp will cover
 * (docs/envelope-format.md, section 4.7); those of version 1 each alone.
 */
export async function signLetters(
  keys: Pick<Keys, 'sealing'>,
  actor: Author,
  letters: readonly PreparedLetter[],
  sealedAt: Date,
): Promise<SignedLetter[]> {
  const composed = await Promise.all(letters.map((letter) => composeIfNew(actor, letter)));
  const documents = composed.flatMap((one) => (one ? [one.seal] : []));
  const batch = documents.length > 0 ? await signBatch(keys, documents, sealedAt) : null;
  const id = documents.length > 1 ? uuidv7() : null;
  const places = [...(batch?.places ?? [])];
  const signed: SignedLetter[] = [];
  for (const [index, letter] of letters.entries()) {
    const own = composed[index];
    if (!own || !batch) {
      signed.push({ ...(await composeOld(keys, letter)), batch: null, salts: null });
      continue;
    }
    const { seal, ...salts } = own;
    const place = places.shift();
    const { signature, keyId } = batch;
    signed.push({ seal, signature, keyId, salts, batch: id && place ? { id, place } : null });
  }
  return signed;
}

async function composeIfNew(actor: Author, { facts, ...letter }: PreparedLetter) {
  if (facts === null) return null;
  const { titleHash, quoted } = facts;
  return composeSeal2({ actor, titleHash, ...quoted, ...letter });
}

function composeOld(
  keys: Pick<Keys, 'sealing'>,
  { sender, manifest, complete, envelopeId, recipients, sealedAt, expiresAt }: PreparedLetter,
) {
  const contents = { envelopeId, recipients, sealedAt, expiresAt, manifest, parts: complete.parts };
  return composeSeal(keys, { ...contents, sender: sender.inSeal });
}
