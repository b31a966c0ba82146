import { unblockRecipient } from '@/lib/delivery/unblock-recipient';
import { managedRecipientParams } from '@/lib/envelope/wire';
import { route } from '@/lib/http/route';

/** The sender lets a recipient in again after a report. */
export const POST = route(
  {
    access: 'user',
    status: 204,
    params: managedRecipientParams,
    refuses: ['sealed-row-changed'],
    limit: { points: 60, seconds: 60, by: 'actor' },
  },
  ({ services, actor, client, params }) =>
    unblockRecipient(services, { actor, client, envelopeId: params.id, recipientId: params.recipientId }),
);
