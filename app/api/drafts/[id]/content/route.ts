import { saveDraft } from '@/lib/draft/save-draft';
import { saveDraftAnswer } from '@/lib/envelope/answers';
import { envelopeParams, saveDraftRequest } from '@/lib/envelope/wire';
import { route } from '@/lib/http/route';

/** Autosave; the draft itself and small files may come with it. */
export const PUT = route(
  {
    access: 'user',
    answer: saveDraftAnswer,
    refuses: ['draft-stale', 'conflict', 'attachments-too-large', 'quota-reached', 'storage-full'],
    params: envelopeParams,
    body: saveDraftRequest,
    bodyBytesMax: 4_194_304,
    limit: { points: 240, seconds: 60, by: 'actor' },
  },
  ({ services, actor, params, body }) => saveDraft(services, actor, { ...body, envelopeId: params.id }),
);
