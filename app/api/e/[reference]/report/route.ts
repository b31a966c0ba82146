import { reportWrongRecipient } from '@/lib/delivery/report-wrong-recipient';
import { takeBackReport } from '@/lib/delivery/take-back-report';
import { referenceParams, reportRequest } from '@/lib/envelope/wire';
import { route } from '@/lib/http/route';

/** "Not for you?" */
export const POST = route(
  {
    access: 'anyone',
    status: 204,
    params: referenceParams,
    refuses: ['sealed-row-changed'],
    body: reportRequest,
    limit: { points: 20, seconds: 600, by: 'address' },
  },
  ({ services, actor, client, params }) =>
    reportWrongRecipient(services, { actor, client, reference: params.reference }),
);

/** Takes one's own report back: it is for me after all. */
export const DELETE = route(
  {
    access: 'signed-in',
    status: 204,
    params: referenceParams,
    refuses: ['sealed-row-changed'],
    limit: { points: 20, seconds: 600, by: 'actor' },
  },
  ({ services, actor, client, params }) =>
    takeBackReport(services, { actor, client, reference: params.reference }),
);
