import { z } from 'zod';
import { route } from '@/lib/http/route';
import { closeMember } from '@/lib/members/close-member';

/** POST /api/members/{id}/close */
export const POST = route(
  { access: 'user', params: z.strictObject({ id: z.uuid() }) },
  ({ services, actor, params, client }) => closeMember(services, actor, params.id, client),
);
