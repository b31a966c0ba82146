import { z } from 'zod';
import { loggedPrograms } from '@/lib/evidence/programs-entry';
import { servedPrograms } from '@/lib/evidence/served-programs';
import { route } from '@/lib/http/route';

const answer = z.strictObject({
  programs: z.strictObject({ 'pli.mjs': z.string(), 'verify-log.sh': z.string() }),
  entry: z.strictObject({ line: z.looseObject({ index: z.number() }), proof: z.string() }).nullable(),
});

/** GET /log/programs — the SHA-256 of what is served to check evidence with, and the entry of the log that says so, with its proof. */
export const GET = route(
  { access: 'anyone', limit: { points: 120, seconds: 60, by: 'address' }, answer },
  async ({ services }): Promise<z.infer<typeof answer>> => {
    const logged = await loggedPrograms(services);
    return {
      programs: await servedPrograms(),
      entry: logged && { line: JSON.parse(logged.line), proof: logged.proof }, // a line of an export
    };
  },
);
