import { z } from 'zod';
import { route } from '@/lib/http/route';
import { unlockMember } from '@/lib/members/help-member';

/** POST /api/members/{id}/unlock */
export const POST = route(
  { access: 'user', params: z.strictObject({ id: z.uuid() }) },
  ({ services, actor, params, client }) => unlockMember(services, actor, params.id, client),
);
