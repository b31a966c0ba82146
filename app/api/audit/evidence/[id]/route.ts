import { envelopeParams } from '@/lib/envelope/wire';
import { evidenceRoute } from '@/lib/http/evidence-route';

/** The evidence of an envelope without its content, for administrators and auditors of an organisation it concerns. */
export const POST = evidenceRoute(
  { access: 'user', scope: 'audit:export', params: envelopeParams },
  ({ id }) => ({ as: 'administrator', envelopeId: id }),
);
