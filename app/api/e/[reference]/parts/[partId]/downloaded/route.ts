import { downloadedRequest, receivedPartParams } from '@/lib/envelope/wire';
import { route } from '@/lib/http/route';
import { recordPartDownload } from '@/lib/open/record-part-download';

/** The reader's browser has fetched and verified one whole attachment. */
export const POST = route(
  {
    access: 'signed-in',
    status: 204,
    refuses: ['blocked', 'expired', 'withdrawn', 'sealed-row-changed'],
    scope: 'envelopes:open',
    params: receivedPartParams,
    body: downloadedRequest,
    limit: { points: 1_000, seconds: 60, by: 'actor' },
  },
  ({ services, actor, client, params }) => recordPartDownload(services, { actor, client, ...params }),
);
