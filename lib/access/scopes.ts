/**
 * What an access token can be allowed to do. Each route declares the scopes of which one is enough (lib/http/route.ts);
 * a route that declares none refuses tokens. A scope never adds a right: the policy still judges what its owner may do.
 */
export const scopes = [
  'envelopes:send', // write, upload and seal drafts
  'envelopes:read', // lists, and how a sent envelope stands; no content
  'envelopes:open', // content keys: open what was received, and read again what was sent
  'audit:read',
  'audit:export',
] as const;

export type Scope = (typeof scopes)[number];

/** The stored names that are scopes still. */
export function knownScopes(names: readonly string[]): Scope[] {
  return scopes.filter((scope) => names.includes(scope));
}
