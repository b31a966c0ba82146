import { revokeAccessToken } from '@/lib/access-tokens/revoke-access-token';
import { accessTokenParams } from '@/lib/access-tokens/wire';
import { route } from '@/lib/http/route';

/** Revokes an access token at once. */
export const DELETE = route(
  { access: 'user', status: 204, params: accessTokenParams },
  ({ services, actor, client, params }) => revokeAccessToken(services, actor, params.id, client),
);
