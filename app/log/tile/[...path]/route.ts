import { z } from 'zod';
import { route } from '@/lib/http/route';
import { readTile } from '@/lib/transparency-log/read-tile';

/** GET /log/tile/<L>/<N>[.p/<W>] — hashes of the audit log (C2SP tlog-tiles): they never change, and say nothing of what they stand for. */
export const GET = route(
  {
    access: 'anyone',
    params: z.object({ path: z.array(z.string().max(10)).max(12) }),
    limit: { points: 3_000, seconds: 60, by: 'address' },
    cacheable: true,
    answer: ['application/octet-stream'],
  },
  async ({ services, params }) =>
    new Response(Buffer.from(await readTile(services, params.path)), {
      headers: {
        'content-type': 'application/octet-stream',
        'cache-control': 'public, max-age=31536000, immutable',
      },
    }),
);
