import { entryParams, entryProofAnswer, proveEntry } from '@/lib/audit/explore/prove-entry';
import { route } from '@/lib/http/route';

/** GET /api/audit/entries/{id}/proof — that an entry stands in the log (C2SP tlog-proof). */
export const GET = route(
  {
    access: 'user',
    scope: 'audit:read',
    params: entryParams,
    answer: entryProofAnswer,
    limit: { points: 120, seconds: 60, by: 'actor' },
  },
  ({ services, actor, params }) => proveEntry(services, actor, params.id),
);
