import { envelopeParams } from '@/lib/envelope/wire';
import { issueEvidence } from '@/lib/evidence/issue-evidence';
import { evidenceResponse } from '@/lib/http/evidence-response';
import { route } from '@/lib/http/route';

/** The evidence of a sent envelope, for a member of the sending mailbox. */
export const POST = route(
  {
    access: 'user',
    params: envelopeParams,
    scope: 'envelopes:read',
    answer: ['application/zip'],
    limit: { points: 30, seconds: 600, by: 'actor' },
  },
  async ({ services, actor, client, locale, params }) =>
    evidenceResponse(
      await issueEvidence(services, {
        actor,
        client,
        locale,
        subject: { as: 'sender', envelopeId: params.id },
      }),
    ),
);
