import { describePasswordLink } from '@/lib/auth/choose-password';
import { passwordLinkRequest } from '@/lib/auth/wire';
import { route } from '@/lib/http/route';

/** POST /api/password-reset/check */
export const POST = route(
  { access: 'anyone', body: passwordLinkRequest, limit: { points: 60, seconds: 600, by: 'address' } },
  ({ services, body }) => describePasswordLink(services, body.token),
);
