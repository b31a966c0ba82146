import { z } from 'zod';
import { answerAuth } from '@/lib/http/answer-auth';
import { route } from '@/lib/http/route';

const params = z.strictObject({ nextauth: z.array(z.string().max(40)).min(1).max(2) });
const limit = { points: 300, seconds: 60, by: 'address' } as const;

/** GET /api/auth/csrf */
export const GET = route({ access: 'anyone', params, limit }, answerAuth);

/** POST /api/auth/callback/password, /api/auth/callback/guest-code, /api/auth/signout (lib/auth/wire.ts) */
export const POST = route(
  { access: 'anyone', params, limit, body: z.record(z.string(), z.unknown()), bodyBytesMax: 16_384 },
  answerAuth,
);
