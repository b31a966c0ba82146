import { route } from '@/lib/http/route';
import { readHead } from '@/lib/transparency-log/read-tile';

/** GET /log/checkpoint — the newest signed head of the audit log (C2SP tlog-checkpoint); no entry stands in it. */
export const GET = route(
  { access: 'anyone', limit: { points: 120, seconds: 60, by: 'address' }, answer: ['text/plain'] },
  async ({ services }) =>
    new Response(await readHead(services), { headers: { 'content-type': 'text/plain; charset=utf-8' } }),
);
