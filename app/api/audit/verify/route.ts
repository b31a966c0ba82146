import { readVerification, requestVerification, verificationAnswer } from '@/lib/audit/explore/verification';
import { route } from '@/lib/http/route';

/** GET /api/audit/verify — the result of the last self-check of the log, and its newest head. */
export const GET = route(
  { access: 'user', scope: 'audit:read', answer: verificationAnswer },
  ({ services, actor }) => readVerification(services, actor),
);

/** POST /api/audit/verify — the worker checks every entry against the log; GET tells the result. */
export const POST = route(
  { access: 'user', limit: { points: 4, seconds: 60, by: 'actor' }, status: 202 },
  async ({ services, actor }) => {
    await requestVerification(services, actor);
    return new Response(null, { status: 202 });
  },
);
