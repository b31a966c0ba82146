import { envelopeListAnswer } from '@/lib/envelope/answers';
import { listEnvelopesQuery } from '@/lib/envelope/wire';
import { route } from '@/lib/http/route';
import { listEnvelopes } from '@/lib/mailbox/list-envelopes';

/** A page of an inbox, of what was sent, of drafts, of the archive or of the trash. */
export const GET = route(
  { access: 'signed-in', scope: 'envelopes:read', answer: envelopeListAnswer, query: listEnvelopesQuery },
  ({ services, actor, query }) => listEnvelopes(services, actor, query),
);
