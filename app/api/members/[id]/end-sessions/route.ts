import { z } from 'zod';
import { route } from '@/lib/http/route';
import { endMemberSessions } from '@/lib/members/help-member';

/** POST /api/members/{id}/end-sessions */
export const POST = route(
  { access: 'user', params: z.strictObject({ id: z.uuid() }) },
  ({ services, actor, params, client }) => endMemberSessions(services, actor, params.id, client),
);
