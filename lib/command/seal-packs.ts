import type { SealAnswer, SealBatchAnswer, SealBatchRequest, SealRequest } from '../envelope/wire';
import { batchLettersMax } from '../envelope/wire';
import { ApiProblem } from '../transfer/api-client';
import type { PliApi } from './pli-api';

/** What one request may hold, with room to spare for what its server bounds (lib/http/json-bounds.ts, app/api/batches/route.ts). */
const packLimits = { letters: batchLettersMax, bytes: 2_900_000, signs: 90_000 } as const;

/** A letter whose parts are stored or travel with it, and that only waits for its seal. */
export type WrittenLetter<About> = { about: About; id: string; request: SealRequest };
/** What became of it: sealed, or why not; after an error it may have been sealed all the same. */
export type PackOutcome<About> = { about: About; id: string; outcome: SealAnswer | Error };

/** Letters on their way to be sealed, as many as one request holds under one signature. */
export type SealPacks<About> = {
  /** Hands a letter over; waits where the pack is full until the former one is sealed. */
  add(letter: WrittenLetter<About>): Promise<void>;
  /** Seals what is left. */
  flush(): Promise<void>;
};

/**
 * Packs that are sealed one after the other; `report` hears what became of each pack's letters. A server of before, that knows no packs, is
 * sent letter by letter.
 * @param report throws what is to end the run
 */
export function createSealPacks<About>(
  api: Pick<PliApi, 'call'>,
  report: (outcomes: PackOutcome<About>[]) => Promise<void>,
): SealPacks<About> {
  let pack: WrittenLetter<About>[] = [];
  let size = { bytes: 0, signs: 0 };
  let last: Promise<void> = Promise.resolve();
  let knowsPacks = true;
  const seal = async (letters: WrittenLetter<About>[]): Promise<PackOutcome<About>[]> => {
    if (knowsPacks && letters.length > 1) {
      const answer = await sealTogether(api, letters);
      if (answer !== 'unknown') return answer;
      knowsPacks = false;
    }
    const outcomes: PackOutcome<About>[] = [];
    for (const { about, id, request } of letters)
      outcomes.push({ about, id, outcome: await sealAlone(api, id, request) });
    return outcomes;
  };
  const flush = () => {
    const letters = pack;
    [pack, size] = [[], { bytes: 0, signs: 0 }];
    if (letters.length > 0) last = last.then(async () => report(await seal(letters)));
    return last;
  };
  return {
    flush,
    async add(letter) {
      const text = JSON.stringify(letter.request);
      const added = {
        bytes: Buffer.byteLength(text) + 64,
        signs: (text.match(/[[\]{},:]/g) ?? []).length + 3,
      };
      const isFull =
        pack.length >= packLimits.letters ||
        size.bytes + added.bytes > packLimits.bytes ||
        size.signs + added.signs > packLimits.signs;
      const before = last;
      if (isFull) {
        // its failure is met by who adds or flushes next
        flush().catch(() => undefined);
      }
      pack.push(letter);
      size = { bytes: size.bytes + added.bytes, signs: size.signs + added.signs };
      if (isFull) await before;
    },
  };
}

async function sealTogether<About>(
  api: Pick<PliApi, 'call'>,
  letters: readonly WrittenLetter<About>[],
): Promise<PackOutcome<About>[] | 'unknown'> {
  try {
    const request: SealBatchRequest = {
      letters: letters.map((letter) => ({ id: letter.id, ...letter.request })),
    };
    const answer = await api.call<SealBatchAnswer>('POST', '/api/batches', request);
    const byId = new Map(answer.letters.map((one) => [one.id, one]));
    return letters.map(({ about, id }) => {
      const { sealed = null, refused = null } = byId.get(id) ?? {};
      const { code = 'internal', title = '' } = refused ?? {};
      return { about, id, outcome: sealed ?? new ApiProblem(422, code, { sentence: title }) };
    });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // each letter that is refused is refused by itself: only a server that has no such route says this of them all
    if (error instanceof ApiProblem && error.status === 404) return 'unknown';
    return letters.map(({ about, id }) => ({ about, id, outcome: error }));
  }
}

async function sealAlone(
  api: Pick<PliApi, 'call'>,
  id: string,
  request: SealRequest,
): Promise<SealAnswer | Error> {
  try {
    return await api.call<SealAnswer>('POST', `/api/drafts/${id}/seal`, request);
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
}
