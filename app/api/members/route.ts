import { createMemberRequest, listMembersQuery } from '@/lib/auth/wire';
import { route } from '@/lib/http/route';
import { createMember } from '@/lib/members/create-member';
import { listMembers } from '@/lib/members/list-members';

/** GET /api/members */
export const GET = route({ access: 'user', query: listMembersQuery }, ({ services, actor, query }) =>
  listMembers(services, actor, query),
);

/** POST /api/members */
export const POST = route(
  { access: 'user', body: createMemberRequest, limit: { points: 200, seconds: 3_600, by: 'actor' } },
  async ({ services, actor, body, client }) =>
    Response.json(await createMember(services, actor, body, client), { status: 201 }),
);
