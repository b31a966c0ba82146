import { z } from 'zod';
import { endOwnSession } from '@/lib/auth/sign-out';
import { route } from '@/lib/http/route';

/** Ends one of one’s own sessions. */
export const DELETE = route(
  { access: 'signed-in', status: 204, params: z.strictObject({ id: z.uuid() }) },
  ({ services, actor, client, params }) => endOwnSession(services, actor, client, params.id),
);
