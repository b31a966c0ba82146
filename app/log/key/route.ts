import { route } from '@/lib/http/route';

/** GET /log/key — the key the heads of the audit log are signed with, as golang.org/x/mod/sumdb/note writes it. */
export const GET = route(
  { access: 'anyone', limit: { points: 120, seconds: 60, by: 'address' }, answer: ['text/plain'] },
  async ({ services }) =>
    new Response(`${services.keys.log.verifierKey}\n`, {
      headers: { 'content-type': 'text/plain; charset=utf-8' },
    }),
);
