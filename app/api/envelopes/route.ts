import { envelopeListAnswer } from '@/lib/envelope/answers';
import { listEnvelopes } from '@/lib/envelope/list-envelopes';
import { listEnvelopesQuery } from '@/lib/envelope/wire';
import { route } from '@/lib/http/route';

/** A page of an inbox, of what was sent, or of drafts. */
export const GET = route(
  { access: 'signed-in', scope: 'envelopes:read', answer: envelopeListAnswer, query: listEnvelopesQuery },
  ({ services, actor, query }) => listEnvelopes(services, actor, query),
);
