import { referenceParams } from '@/lib/envelope/wire';
import { evidenceRoute } from '@/lib/http/evidence-route';

/** The evidence of a received envelope, for its addressee: what is about himself, and the sealing. */
export const POST = evidenceRoute(
  { access: 'signed-in', scope: 'envelopes:open', params: referenceParams },
  ({ reference }) => ({ as: 'recipient', reference }),
);
