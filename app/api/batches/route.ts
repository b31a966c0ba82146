import { sealBatchAnswer } from '@/lib/envelope/answers';
import { sealBatchRequest } from '@/lib/envelope/wire';
import { AppError } from '@/lib/errors';
import { refusalIn } from '@/lib/http/problem';
import { route } from '@/lib/http/route';
import { sealLetters } from '@/lib/seal/seal-letters';

/** Seals up to 1,000 letters under one signature; each is sealed or refused by itself. Idempotent. */
export const POST = route(
  {
    access: 'user',
    scope: 'envelopes:send',
    answer: sealBatchAnswer,
    refuses: ['storage-full'],
    body: sealBatchRequest,
    bodyBytesMax: 3_145_728,
    limit: { points: 30, seconds: 60, by: 'actor' },
  },
  async ({ services, actor, client, body, locale }) => {
    const letters = body.letters.map(({ id: envelopeId, ...request }) => ({ envelopeId, request }));
    const outcomes = await sealLetters(services, actor, { client, letters });
    return {
      letters: outcomes.map((outcome, index) => {
        const id = body.letters[index]?.id;
        return outcome instanceof AppError
          ? { id, sealed: null, refused: refusalIn(outcome, locale) }
          : { id, sealed: outcome, refused: null };
      }),
    };
  },
);
