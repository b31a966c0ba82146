import { z } from 'zod';
import { route } from '@/lib/http/route';
import { endMemberSessions } from '@/lib/members/help-member';

/** Ends all sessions and access tokens of an account. */
export const POST = route(
  { access: 'user', status: 204, params: z.strictObject({ id: z.uuid() }) },
  ({ services, actor, params, client }) => endMemberSessions(services, actor, params.id, client),
);
