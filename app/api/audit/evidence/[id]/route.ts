import { envelopeParams } from '@/lib/envelope/wire';
import { issueEvidence } from '@/lib/evidence/issue-evidence';
import { evidenceResponse } from '@/lib/http/evidence-response';
import { route } from '@/lib/http/route';

/** The evidence of an envelope without its content, for administrators and auditors of an organisation it concerns. */
export const POST = route(
  {
    access: 'user',
    params: envelopeParams,
    scope: 'audit:export',
    answer: ['application/zip'],
    limit: { points: 30, seconds: 600, by: 'actor' },
  },
  async ({ services, actor, client, locale, params }) =>
    evidenceResponse(
      await issueEvidence(services, {
        actor,
        client,
        locale,
        subject: { as: 'administrator', envelopeId: params.id },
      }),
    ),
);
