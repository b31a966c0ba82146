import { meAnswer } from '@/lib/auth/answers';
import { changeMe, describeMe } from '@/lib/auth/me';
import { changeMeRequest } from '@/lib/auth/wire';
import { route } from '@/lib/http/route';

/** Who is signed in. */
export const GET = route({ access: 'signed-in', answer: meAnswer }, ({ services, actor }) =>
  describeMe(services, actor),
);

/** Changes one’s own name or language. */
export const PATCH = route(
  { access: 'user', status: 204, body: changeMeRequest },
  ({ services, actor, body }) => changeMe(services, actor, body),
);
