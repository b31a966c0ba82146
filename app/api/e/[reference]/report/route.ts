import { reportWrongRecipient } from '@/lib/delivery/report-wrong-recipient';
import { referenceParams, reportRequest } from '@/lib/envelope/wire';
import { route } from '@/lib/http/route';

/** "Not for you?" */
export const POST = route(
  {
    access: 'anyone',
    status: 204,
    params: referenceParams,
    body: reportRequest,
    limit: { points: 20, seconds: 600, by: 'address' },
  },
  ({ services, actor, client, params }) =>
    reportWrongRecipient(services, { actor, client, reference: params.reference }),
);
