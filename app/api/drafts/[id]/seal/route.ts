import { sealAnswer } from '@/lib/envelope/answers';
import { envelopeParams, sealRequest } from '@/lib/envelope/wire';
import { route } from '@/lib/http/route';
import { sealEnvelope } from '@/lib/seal/seal-envelope';

/** Seals a draft; idempotent. */
export const POST = route(
  {
    access: 'user',
    scope: 'envelopes:send',
    answer: sealAnswer,
    refuses: [
      'address-invalid',
      'unseen-character',
      'too-many-recipients',
      'envelope-incomplete',
      'attachments-too-large',
    ],
    params: envelopeParams,
    body: sealRequest,
    bodyBytesMax: 1_048_576,
    limit: { points: 120, seconds: 60, by: 'actor' },
  },
  ({ services, actor, client, params, body }) =>
    sealEnvelope(services, actor, { envelopeId: params.id, client, request: body }),
);
