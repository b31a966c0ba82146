import { z } from 'zod';
import { route } from '@/lib/http/route';
import { unlockMember } from '@/lib/members/help-member';

/** Lifts the lock that too many wrong passwords set. */
export const POST = route(
  { access: 'user', status: 204, params: z.strictObject({ id: z.uuid() }) },
  ({ services, actor, params, client }) => unlockMember(services, actor, params.id, client),
);
