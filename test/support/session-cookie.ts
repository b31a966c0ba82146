import { encode } from 'next-auth/jwt';
import type { SessionOwner } from '../../lib/auth/lock-actor';
import { nextAuthSecret } from '../../lib/auth/session-cookie';
import { startSession } from '../../lib/auth/session-rows';
import type { Services } from '../../lib/services';
import { BrowserPerson } from './browser-person';

/** A browser that is signed in already: a real session row and the cookie next-auth would have set for it. */
export async function signedIn(
  services: Services,
  owner: SessionOwner,
  address?: string,
): Promise<BrowserPerson> {
  const now = services.clock.now();
  const times = { now, expiresAt: new Date(now.getTime() + 3_600_000) };
  const browser = { client: { address: null, agent: null }, previousSessionId: null };
  const sid = await services.db.$transaction((tx) => startSession(tx, owner, times, browser));
  const person = new BrowserPerson(services.config.publicUrl, address);
  person.cookies.set('pli-session', await encode({ token: { sid }, secret: nextAuthSecret(services.keys) }));
  return person;
}
