import { envelopeStatus } from '@/lib/delivery/envelope-status';
import { envelopeStatusAnswer } from '@/lib/envelope/answers';
import { envelopeParams } from '@/lib/envelope/wire';
import { route } from '@/lib/http/route';

/** How a sent envelope stands, recipient by recipient. */
export const GET = route(
  {
    access: 'user',
    scope: ['envelopes:read', 'envelopes:send'],
    answer: envelopeStatusAnswer,
    params: envelopeParams,
    refuses: ['sealed-row-changed'],
  },
  ({ services, actor, params }) => envelopeStatus(services, actor, params.id),
);
