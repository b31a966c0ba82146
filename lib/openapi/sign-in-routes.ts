import { z } from 'zod';
import { guestCodeSignInRequest, passwordSignInRequest, signOutRequest } from '../auth/wire';
import type { DocumentedRoute } from './document-routes';

/** That of app/api/auth/[...nextauth]/route.ts. */
const limit = { points: 300, seconds: 60, by: 'address' } as const;
const url = z.strictObject({ url: z.string() });

/** next-auth's own paths, which are no route() of ours; the schemas are those that judge their bodies (lib/http/answer-auth.ts). */
export const signInRoutes: readonly DocumentedRoute[] = [
  {
    method: 'GET',
    url: '/api/auth/csrf',
    spec: { access: 'anyone', answer: z.strictObject({ csrfToken: z.string() }), limit },
    words: 'A token that the following requests of this browser must bring, besides its cookie.',
  },
  {
    method: 'POST',
    url: '/api/auth/callback/password',
    spec: {
      access: 'anyone',
      body: passwordSignInRequest,
      answer: url,
      limit,
      refuses: ['sign-in-refused', 'sign-in-locked'],
    },
    words: 'Signs a member in: sets the session cookie.',
  },
  {
    method: 'POST',
    url: '/api/auth/callback/guest-code',
    spec: { access: 'anyone', body: guestCodeSignInRequest, answer: url, limit, refuses: ['code-refused'] },
    words: 'Signs a guest in by the code mailed to the address of an envelope.',
  },
  {
    method: 'POST',
    url: '/api/auth/signout',
    spec: { access: 'anyone', body: signOutRequest, answer: url, limit },
    words: 'Ends the session of this browser.',
  },
];
