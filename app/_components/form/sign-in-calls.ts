import type { SignInAnswer } from '@/lib/auth/wire';
import { browserSession } from '@/lib/browser/session/browser-session';
import { type ApiAnswer, callApi } from './call-api';

/** next-auth wants its own token with every post; it is asked for just before. */
async function callAuth<T>(path: string, body: Record<string, string>): Promise<ApiAnswer<T>> {
  const csrf = await callApi<{ csrfToken: string }>('GET', '/api/auth/csrf');
  return csrf.ok ? callApi<T>('POST', path, { ...body, csrfToken: csrf.data.csrfToken, json: 'true' }) : csrf;
}

/** Signs a member in; the answer sets the session cookie. */
export function signInWithPassword(email: string, password: string): Promise<ApiAnswer<SignInAnswer>> {
  return callAuth('/api/auth/callback/password', { email, password });
}

/** What a guest asks for a code by. */
export type GuestPlace = { reference: string } | { address: string };

/** Signs a guest in, by the code that was mailed to this browser's request. */
export function signInWithCode(place: GuestPlace, code: string): Promise<ApiAnswer<SignInAnswer>> {
  return callAuth('/api/auth/callback/guest-code', { ...place, code });
}

/**
 * Ends this browser's session and goes to the sign-in, in every tab; a whole navigation, so that nothing shown before stays in
 * memory. Where the server was not reached the session goes on, and the page is still there to say so: false.
 */
export async function signOutHere(): Promise<boolean> {
  const answer = await callAuth('/api/auth/signout', {});
  if (!answer.ok) return false;
  browserSession.signOut('/sign-in');
  return true;
}

/** The path to go on to after signing in; anything that would leave Pli becomes the start page. */
export function safeNext(next: string | null | undefined): string {
  if (!next?.startsWith('/')) return '/';
  const base = 'http://pli.invalid';
  const url = URL.canParse(next, base) ? new URL(next, base) : null;
  return url?.origin === base ? `${url.pathname}${url.search}` : '/';
}
