import { createDraft } from '@/lib/draft/create-draft';
import { discardDraft } from '@/lib/draft/discard-draft';
import { createDraftRequest, envelopeParams, newDraftParams } from '@/lib/envelope/wire';
import { route } from '@/lib/http/route';

/** Makes a draft under an id of the browser's; repeating it is harmless. */
export const PUT = route(
  {
    access: 'user',
    status: 204,
    scope: 'envelopes:send',
    params: newDraftParams,
    refuses: ['conflict'],
    body: createDraftRequest,
    bodyBytesMax: 65_536,
    limit: { points: 120, seconds: 60, by: 'actor' },
  },
  ({ services, actor, params, body }) => createDraft(services, actor, { ...body, envelopeId: params.id }),
);

/** Throws a draft away. */
export const DELETE = route(
  { access: 'user', status: 204, scope: 'envelopes:send', params: envelopeParams, refuses: ['conflict'] },
  ({ services, actor, params }) => discardDraft(services, actor, params.id),
);
