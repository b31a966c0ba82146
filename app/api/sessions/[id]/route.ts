import { z } from 'zod';
import { endOwnSession } from '@/lib/auth/sign-out';
import { route } from '@/lib/http/route';

/** DELETE /api/sessions/{id} */
export const DELETE = route(
  { access: 'signed-in', params: z.strictObject({ id: z.uuid() }) },
  ({ services, actor, client, params }) => endOwnSession(services, actor, client, params.id),
);
