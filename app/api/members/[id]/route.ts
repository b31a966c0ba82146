import { z } from 'zod';
import { changeMemberRequest } from '@/lib/auth/wire';
import { route } from '@/lib/http/route';
import { changeMember } from '@/lib/members/change-member';

/** Changes the name or role of an account. */
export const PATCH = route(
  {
    access: 'user',
    status: 204,
    refuses: ['last-administrator'],
    params: z.strictObject({ id: z.uuid() }),
    body: changeMemberRequest,
  },
  ({ services, actor, params, body, client }) =>
    changeMember(services, actor, { ...body, id: params.id }, client),
);
