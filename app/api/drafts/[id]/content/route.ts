import { saveDraft } from '@/lib/draft/save-draft';
import { saveDraftAnswer } from '@/lib/envelope/answers';
import { envelopeParams, saveDraftRequest } from '@/lib/envelope/wire';
import { route } from '@/lib/http/route';

/** Autosave. */
export const PUT = route(
  {
    access: 'user',
    answer: saveDraftAnswer,
    refuses: ['draft-stale', 'conflict'],
    params: envelopeParams,
    body: saveDraftRequest,
    bodyBytesMax: 3_145_728,
    limit: { points: 240, seconds: 60, by: 'actor' },
  },
  ({ services, actor, params, body }) => saveDraft(services, actor, { ...body, envelopeId: params.id }),
);
