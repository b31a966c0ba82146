import 'server-only';
import type { Client, UserActor } from '../access/actor';
import { appendEntry } from '../audit/trail/append-entry';
import type { Role } from '../auth/wire';
import { takeOverGuest } from '../mailbox/guest-mailbox';
import type { Services } from '../services';
import { openPersonalMailbox, ownerOfAddress } from './create-member';
import { assertNotLastAdministrator, findMember } from './find-member';

/**
 * Changes the name or role of an account. Who was an auditor from the start gets a mailbox with another role; who
 * becomes auditor keeps the rows, and the policy shows him none of it.
 * @throws AppError `not-found` `last-administrator`
 */
export async function changeMember(
  { db }: Pick<Services, 'db'>,
  actor: UserActor,
  input: { id: string; displayName?: string | undefined; role?: Role | undefined },
  client: Client,
): Promise<void> {
  await db.$transaction(async (tx) => {
    const member = await findMember(tx, actor, input.id);
    const role = input.role ?? member.role;
    if (role !== 'administrator') {
      await assertNotLastAdministrator(tx, member);
    }
    const displayName = input.displayName ?? member.displayName;
    await tx.user.update({ where: { id: member.id }, data: { role, displayName } });
    if (role !== 'auditor' && (await ownerOfAddress(tx, member.email)) === null) {
      const mailboxId = await openPersonalMailbox(tx, { ...member, displayName });
      // whoever has chosen a password did so by a link that was mailed to the address
      if (member.passwordHash !== null) await takeOverGuest(tx, member.email, mailboxId);
    }
    await appendEntry(tx, {
      event: 'AccountChanged',
      actor,
      client,
      organisationIds: [member.organisationId],
      detail: { member: member.email, roleBefore: member.role, role },
    });
  });
}
