import { createMemberAnswer, membersAnswer } from '@/lib/auth/answers';
import { createMemberRequest, listMembersQuery } from '@/lib/auth/wire';
import { route } from '@/lib/http/route';
import { createMember } from '@/lib/members/create-member';
import { listMembers } from '@/lib/members/list-members';

/** The accounts of the administrator’s organisation, by address. */
export const GET = route(
  { access: 'user', answer: membersAnswer, query: listMembersQuery },
  ({ services, actor, query }) => listMembers(services, actor, query),
);

/** Makes an account and mails its invitation. */
export const POST = route(
  {
    access: 'user',
    answer: createMemberAnswer,
    refuses: ['address-invalid', 'unseen-character', 'address-outside', 'address-taken'],
    status: 201,
    body: createMemberRequest,
    limit: { points: 200, seconds: 3_600, by: 'actor' },
  },
  async ({ services, actor, body, client }) =>
    Response.json(await createMember(services, actor, body, client), { status: 201 }),
);
