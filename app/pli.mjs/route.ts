import { openProgram } from '@/lib/evidence/served-programs';
import { route } from '@/lib/http/route';

/** GET /pli.mjs — the command `pli` in one file for Node; its digest stands in the log (GET /log/programs). */
export const GET = route(
  { access: 'anyone', limit: { points: 30, seconds: 60, by: 'address' }, answer: ['text/javascript'] },
  async () => {
    const { bytes, body } = await openProgram('pli.mjs');
    return new Response(body, {
      headers: {
        'content-type': 'text/javascript; charset=utf-8',
        'content-length': String(bytes),
        'content-disposition': 'attachment; filename="pli.mjs"',
      },
    });
  },
);
