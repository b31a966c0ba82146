import { passwordLinkAnswer } from '@/lib/auth/answers';
import { describePasswordLink } from '@/lib/auth/choose-password';
import { passwordLinkRequest } from '@/lib/auth/wire';
import { route } from '@/lib/http/route';

/** Whether a mailed link is still good, and whom it greets. */
export const POST = route(
  {
    access: 'anyone',
    answer: passwordLinkAnswer,
    refuses: ['link-refused'],
    body: passwordLinkRequest,
    limit: { points: 60, seconds: 600, by: 'address' },
  },
  ({ services, body }) => describePasswordLink(services, body.token),
);
