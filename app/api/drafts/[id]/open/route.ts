import { openDraft } from '@/lib/draft/open-draft';
import { openDraftAnswer } from '@/lib/envelope/answers';
import { envelopeParams } from '@/lib/envelope/wire';
import { route } from '@/lib/http/route';

/** Releases a draft's content key to its author. */
export const POST = route(
  {
    access: 'user',
    answer: openDraftAnswer,
    refuses: ['conflict'],
    params: envelopeParams,
    limit: { points: 120, seconds: 60, by: 'actor' },
  },
  ({ services, actor, client, params }) => openDraft(services, actor, { envelopeId: params.id, client }),
);
