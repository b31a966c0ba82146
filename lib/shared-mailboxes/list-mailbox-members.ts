import 'server-only';
import type { UserActor } from '../access/actor';
import { managedMailboxes } from '../access/policy';
import { AppError } from '../errors';
import type { Services } from '../services';
import { standing } from './list-shared-mailboxes';
import { type MailboxMembersAnswer, mailboxRight } from './wire';

const pageSize = 50;

/**
 * Who may do what in a shared mailbox now, by e-mail, a page at a time; `cursor` is the id of the last person seen.
 * @throws AppError `not-found`
 */
export async function listMailboxMembers(
  { db, clock }: Pick<Services, 'db' | 'clock'>,
  actor: UserActor,
  { id, cursor }: { id: string; cursor?: string | undefined },
): Promise<MailboxMembersAnswer> {
  const mailbox = await db.mailbox.findFirst({
    where: { AND: [managedMailboxes(actor), { id }] },
    select: { id: true },
  });
  if (mailbox === null) throw new AppError('not-found');
  // whoever was the last one seen: she may have left meanwhile
  const after =
    cursor &&
    (await db.user.findFirst({
      where: { id: cursor, organisationId: actor.organisationId },
      select: { email: true },
    }));
  const { user, ...now } = standing(clock.now());
  const rows = await db.mailboxMember.findMany({
    where: { mailboxId: id, ...now, user: { ...user, ...(after ? { email: { gt: after.email } } : {}) } },
    orderBy: { user: { email: 'asc' } },
    take: pageSize + 1,
    select: { rights: true, user: { select: { id: true, email: true, displayName: true } } },
  });
  const page = rows.slice(0, pageSize);
  return {
    members: page.map(({ rights, user: { id: userId, email, displayName } }) => ({
      id: userId,
      email,
      displayName,
      rights: mailboxRight.options.filter((right) => rights.includes(right)),
    })),
    nextCursor: rows.length > pageSize ? (page.at(-1)?.user.id ?? null) : null,
  };
}
