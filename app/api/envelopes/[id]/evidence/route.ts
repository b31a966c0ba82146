import { envelopeParams } from '@/lib/envelope/wire';
import { evidenceRoute } from '@/lib/http/evidence-route';

/** The evidence of a sent envelope, for a member of the sending mailbox. */
export const POST = evidenceRoute(
  { access: 'user', scope: 'envelopes:read', params: envelopeParams },
  ({ id }) => ({ as: 'sender', envelopeId: id }),
);
