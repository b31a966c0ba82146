import { referenceParams } from '@/lib/envelope/wire';
import { issueEvidence } from '@/lib/evidence/issue-evidence';
import { evidenceResponse } from '@/lib/http/evidence-response';
import { route } from '@/lib/http/route';

/** The evidence of a received envelope, for its addressee: what is about himself, and the sealing. */
export const POST = route(
  {
    access: 'signed-in',
    params: referenceParams,
    scope: 'envelopes:open',
    answer: ['application/zip'],
    limit: { points: 30, seconds: 600, by: 'actor' },
  },
  async ({ services, actor, client, locale, params }) =>
    evidenceResponse(
      await issueEvidence(services, {
        actor,
        client,
        locale,
        subject: { as: 'recipient', reference: params.reference },
      }),
    ),
);
