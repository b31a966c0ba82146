import { signDraftObjects } from '@/lib/draft/sign-draft-objects';
import { signedObjectsAnswer } from '@/lib/envelope/answers';
import { envelopeParams } from '@/lib/envelope/wire';
import { route } from '@/lib/http/route';

/** Signed requests for what the author's draft holds, as its pictures; no key. */
export const POST = route(
  {
    access: 'user',
    answer: signedObjectsAnswer,
    refuses: ['conflict'],
    params: envelopeParams,
    limit: { points: 120, seconds: 60, by: 'actor' },
  },
  ({ services, actor, params }) => signDraftObjects(services, actor, params.id),
);
