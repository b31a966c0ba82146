import 'server-only';
import type { AuthOptions } from 'next-auth';
import CredentialsProvider from 'next-auth/providers/credentials';
import type { Services } from '../services';
import { defaultExport } from './default-export';
import { cookieName, cookieOptions, isHttps, nextAuthSecret } from './session-cookie';

/** What a provider proves: it returns the id of a new session row, or throws an AppError. */
export type Prove = (credentials: unknown) => Promise<string>;

/**
 * next-auth for one request: two credentials providers, and a token that carries the id of a session row and nothing
 * else. `onRefusal` gets what a provider threw, which next-auth itself would flatten to a string.
 */
export function nextAuthOptions(
  { config, keys, log }: Pick<Services, 'config' | 'keys' | 'log'>,
  provers: Record<'password' | 'guest-code', Prove>,
  onRefusal: (error: unknown) => void,
): AuthOptions {
  const { publicUrl } = config;
  const cookie = (name: 'session' | 'csrf' | 'callback') => ({
    name: cookieName(publicUrl, name),
    options: cookieOptions(publicUrl),
  });
  const provider = (id: keyof typeof provers) =>
    defaultExport(CredentialsProvider)({
      id,
      credentials: {},
      authorize: async (credentials) => {
        try {
          return { id: await provers[id](credentials) };
        } catch (error) {
          onRefusal(error);
          return null;
        }
      },
    });
  return {
    secret: nextAuthSecret(keys),
    useSecureCookies: isHttps(publicUrl),
    session: { strategy: 'jwt', maxAge: config.limits.sessionHours * 3_600 },
    cookies: { sessionToken: cookie('session'), csrfToken: cookie('csrf'), callbackUrl: cookie('callback') },
    pages: { signIn: '/sign-in', signOut: '/', error: '/sign-in' },
    providers: [provider('password'), provider('guest-code')],
    callbacks: {
      jwt: ({ token, user }) => ({ sid: user ? user.id : token.sid }),
      redirect: () => publicUrl,
    },
    logger: {
      error: (code) => log.error({ problem: code }, 'next-auth'),
      warn: () => undefined,
      debug: () => undefined,
    },
  };
}
