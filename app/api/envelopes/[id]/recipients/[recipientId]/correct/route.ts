import { correctAddress } from '@/lib/amend/correct-address';
import { correctAnswer } from '@/lib/envelope/answers';
import { correctRequest, managedRecipientParams } from '@/lib/envelope/wire';
import { route } from '@/lib/http/route';

/** The sender corrects a mistyped address: the right one gets a link and a notification of its own, the old link is dead. */
export const POST = route(
  {
    access: 'user',
    scope: 'envelopes:send',
    params: managedRecipientParams,
    body: correctRequest,
    answer: correctAnswer,
    refuses: [
      'taken-back',
      'recipient-withdrawn',
      'already-recipient',
      'address-invalid',
      'mailbox-closed',
      'unseen-character',
      'expired',
      'content-destroyed',
      'sealed-row-changed',
    ],
    limit: { points: 30, seconds: 600, by: 'actor' },
  },
  ({ services, actor, client, params: { id: envelopeId, recipientId }, body: corrected }) =>
    correctAddress(services, { actor, client, envelopeId, recipientId, corrected }),
);
