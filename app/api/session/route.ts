import { sessionAnswer } from '@/lib/auth/answers';
import { describeSession } from '@/lib/auth/describe-session';
import { noteActivity } from '@/lib/auth/note-activity';
import { activityRequest } from '@/lib/auth/wire';
import { route } from '@/lib/http/route';

/** Whose session this browser holds, and for how long if nothing is done; of nobody is an answer too. Keeps none open. */
export const GET = route({ access: 'anyone', answer: sessionAnswer }, ({ services, actor }) =>
  describeSession(services, actor),
);

/** The person did something in this browser: the session rests from then. */
export const POST = route(
  { access: 'anyone', answer: sessionAnswer, body: activityRequest },
  ({ services, actor, body }) => noteActivity(services, actor, body.idleSeconds),
);
