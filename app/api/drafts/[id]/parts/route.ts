import { nameParts } from '@/lib/draft/name-parts';
import { namePartsAnswer } from '@/lib/envelope/answers';
import { envelopeParams, namePartsRequest } from '@/lib/envelope/wire';
import { route } from '@/lib/http/route';

/** Parts of a letter that the author may open become parts of the draft as well; no byte is uploaded. */
export const POST = route(
  {
    access: 'user',
    scope: 'envelopes:send',
    answer: namePartsAnswer,
    refuses: ['conflict', 'attachments-too-large', 'quota-reached'],
    params: envelopeParams,
    body: namePartsRequest,
    bodyBytesMax: 65_536,
    limit: { points: 120, seconds: 60, by: 'actor' },
  },
  async ({ services, actor, params, body }) => {
    const parts = await nameParts(services, actor, { ...body, envelopeId: params.id });
    return { parts: parts.map(({ id, kind, segments }) => ({ id, kind, segments })) };
  },
);
