import 'server-only';
import type { Client, UserActor } from '../access/actor';
import type { ParsedSealRequest } from '../envelope/wire';
import { AppError } from '../errors';
import type { Services } from '../services';
import type { LetterToSeal } from './prepare-letter';
import { refusable } from './refusable';
import { type SealOutcome, sealBatch } from './seal-batch';
import { storeCarried } from './store-carried';

/** Letters whose bytes are stored at once. */
const storedAtOnce = 4;

/**
 * The main job for many letters of one author: what came with the request is stored letter by letter, then all are sealed in one transaction,
 * under one signature and one timestamp to come (lib/seal/seal-batch.ts). A letter that cannot be sealed is refused by itself. Repeating it
 * seals none twice and answers the same.
 * @returns what became of each, in the order asked
 * @throws AppError for what concerns them all (`bad-request`: an id named twice; `storage-unavailable`); no letter is sealed then
 */
export async function sealLetters(
  services: Services,
  actor: UserActor,
  {
    client,
    letters,
  }: { client: Client; letters: readonly { envelopeId: string; request: ParsedSealRequest }[] },
): Promise<SealOutcome[]> {
  if (new Set(letters.map(({ envelopeId }) => envelopeId)).size < letters.length)
    throw new AppError('bad-request', { detail: { field: 'letters', reason: 'twice' } });
  const stored: (LetterToSeal | AppError)[] = [];
  for (let at = 0; at < letters.length; at += storedAtOnce) {
    const some = letters.slice(at, at + storedAtOnce);
    stored.push(...(await Promise.all(some.map((letter) => store(services, actor, letter)))));
  }
  const ready = stored.flatMap((one) => (one instanceof AppError ? [] : [one]));
  const outcomes = ready.length > 0 ? await sealBatch(services, actor, client, ready) : [];
  const remaining = outcomes[Symbol.iterator]();
  return stored.map((one) => (one instanceof AppError ? one : nextOf(remaining)));
}

async function store(
  services: Services,
  actor: UserActor,
  letter: { envelopeId: string; request: ParsedSealRequest },
): Promise<LetterToSeal | AppError> {
  const carried = await refusable(() => storeCarried(services, actor, letter));
  return carried instanceof AppError ? carried : { ...letter, carried };
}

function nextOf(outcomes: Iterator<SealOutcome>): SealOutcome {
  const { value, done } = outcomes.next();
  if (done) throw new Error('a letter without an outcome'); // sealBatch gives one for each
  return value;
}
