import { removePart } from '@/lib/draft/remove-part';
import { partParams } from '@/lib/envelope/wire';
import { route } from '@/lib/http/route';

/** Takes a file out of a draft. */
export const DELETE = route(
  { access: 'user', status: 204, scope: 'envelopes:send', params: partParams, refuses: ['conflict'] },
  ({ services, actor, params }) =>
    removePart(services, actor, { envelopeId: params.id, partId: params.partId }),
);
