import { membersAnswer } from '@/lib/auth/answers';
import { searchMembersRequest } from '@/lib/auth/wire';
import { route } from '@/lib/http/route';
import { listMembers } from '@/lib/members/list-members';

/** Accounts of the administrator’s organisation by words of name and address. Changes nothing. */
export const POST = route(
  { access: 'user', answer: membersAnswer, body: searchMembersRequest },
  ({ services, actor, body }) => listMembers(services, actor, body),
);
