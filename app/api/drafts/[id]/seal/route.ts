import { sealAnswer } from '@/lib/envelope/answers';
import { envelopeParams, sealRequest } from '@/lib/envelope/wire';
import { route } from '@/lib/http/route';
import { sealEnvelope } from '@/lib/seal/seal-envelope';

/** Seals a draft, which may come with the request, parts and all; idempotent. */
export const POST = route(
  {
    access: 'user',
    scope: 'envelopes:send',
    answer: sealAnswer,
    refuses: [
      'address-invalid',
      'unseen-character',
      'too-many-recipients',
      'mailbox-closed',
      'envelope-incomplete',
      'attachments-too-large',
      'quota-reached',
      'release-time',
      'conflict',
      'storage-full',
    ],
    params: envelopeParams,
    body: sealRequest,
    bodyBytesMax: 3_145_728,
    limit: { points: 120, seconds: 60, by: 'actor' },
  },
  ({ services, actor, client, params, body }) =>
    sealEnvelope(services, actor, { envelopeId: params.id, client, request: body }),
);
