import { z } from 'zod';
import { route } from '@/lib/http/route';
import { closeMember } from '@/lib/members/close-member';

/** Closes an account; its sessions and access tokens end at once. */
export const POST = route(
  { access: 'user', status: 204, refuses: ['last-administrator'], params: z.strictObject({ id: z.uuid() }) },
  ({ services, actor, params, client }) => closeMember(services, actor, params.id, client),
);
