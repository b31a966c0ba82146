import { openEnvelopeAnswer } from '@/lib/envelope/answers';
import { envelopeParams } from '@/lib/envelope/wire';
import { route } from '@/lib/http/route';
import { openSentEnvelope } from '@/lib/open/open-sent-envelope';

/** A member of the sending mailbox reads a sent envelope again. */
export const POST = route(
  {
    access: 'user',
    scope: 'envelopes:open',
    answer: openEnvelopeAnswer,
    params: envelopeParams,
    refuses: ['content-destroyed', 'sealed-row-changed'],
    limit: { points: 120, seconds: 60, by: 'actor' },
  },
  ({ services, actor, client, params }) =>
    openSentEnvelope(services, { actor, client, envelopeId: params.id }),
);
