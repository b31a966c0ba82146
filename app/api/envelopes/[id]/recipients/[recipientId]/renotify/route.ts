import { renotifyRecipient } from '@/lib/delivery/renotify-recipient';
import { managedRecipientParams } from '@/lib/envelope/wire';
import { route } from '@/lib/http/route';

/** The sender has the notification sent once more. */
export const POST = route(
  {
    access: 'user',
    status: 204,
    refuses: ['withdrawn', 'blocked', 'expired', 'sealed-row-changed'],
    params: managedRecipientParams,
    limit: { points: 30, seconds: 600, by: 'actor' },
  },
  ({ services, actor, client, params }) =>
    renotifyRecipient(services, { actor, client, envelopeId: params.id, recipientId: params.recipientId }),
);
