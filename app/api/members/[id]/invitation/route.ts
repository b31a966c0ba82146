import { z } from 'zod';
import { route } from '@/lib/http/route';
import { inviteMember } from '@/lib/members/help-member';

/** POST /api/members/{id}/invitation */
export const POST = route(
  {
    access: 'user',
    params: z.strictObject({ id: z.uuid() }),
    limit: { points: 60, seconds: 3_600, by: 'actor' },
  },
  ({ services, actor, params, client }) => inviteMember(services, actor, params.id, client),
);
