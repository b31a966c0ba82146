import { createAccessToken } from '@/lib/access-tokens/create-access-token';
import { listAccessTokens } from '@/lib/access-tokens/list-access-tokens';
import {
  accessTokensAnswer,
  createAccessTokenAnswer,
  createAccessTokenRequest,
} from '@/lib/access-tokens/wire';
import { route } from '@/lib/http/route';

/** One's own access tokens. */
export const GET = route({ access: 'user', answer: accessTokensAnswer }, ({ services, actor }) =>
  listAccessTokens(services, actor),
);

/** Makes an access token, which is shown in this answer only. */
export const POST = route(
  {
    access: 'user',
    body: createAccessTokenRequest,
    answer: createAccessTokenAnswer,
    refuses: ['sign-in-refused', 'sign-in-locked', 'too-many-tokens'],
    status: 201,
    limit: { points: 30, seconds: 600, by: 'actor' },
  },
  async ({ services, actor, client, body }) =>
    Response.json(await createAccessToken(services, actor, body, client), { status: 201 }),
);
