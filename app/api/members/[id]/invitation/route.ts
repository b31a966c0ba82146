import { z } from 'zod';
import { route } from '@/lib/http/route';
import { inviteMember } from '@/lib/members/help-member';

/** Mails the invitation again, or a link to choose another password. */
export const POST = route(
  {
    access: 'user',
    status: 204,
    refuses: ['conflict'],
    params: z.strictObject({ id: z.uuid() }),
    limit: { points: 60, seconds: 3_600, by: 'actor' },
  },
  ({ services, actor, params, client }) => inviteMember(services, actor, params.id, client),
);
