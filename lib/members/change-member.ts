import 'server-only';
import type { Client, UserActor } from '../access/actor';
import { appendEntry } from '../audit/trail/append-entry';
import type { Role } from '../auth/wire';
import type { Tx } from '../db/transaction';
import { changeOwnership } from '../mailbox/address-ownership';
import { takeOverGuest } from '../mailbox/guest-mailbox';
import type { Services } from '../services';
import { openPersonalMailbox, ownerOfAddress } from './create-member';
import { assertNotLastAdministrator, lockMember } from './find-member';

/**
 * Changes the name or role of an account. Who was an auditor from the start gets a mailbox with another role; who
 * becomes auditor keeps the rows, and the policy shows him none of it. What is absent is not written.
 * @throws AppError `not-found` `last-administrator`
 */
export async function changeMember(
  { db, clock }: Pick<Services, 'db' | 'clock'>,
  asking: UserActor,
  input: { id: string; displayName?: string | undefined; role?: Role | undefined },
  client: Client,
): Promise<void> {
  await db.$transaction(async (tx) => {
    await holdAddress(tx, input.id);
    const { actor, member } = await lockMember(tx, asking, input.id, clock.now());
    const role = input.role ?? member.role;
    if (role !== member.role && role !== 'administrator') {
      await assertNotLastAdministrator(tx, member);
    }
    const displayName = input.displayName ?? member.displayName;
    await tx.user.update({ where: { id: member.id }, data: askedOf(input) });
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

/** Addresses come before accounts in the order of locks; that of an account never changes. */
async function holdAddress(tx: Tx, id: string): Promise<void> {
  const account = await tx.user.findUnique({ where: { id }, select: { email: true } });
  if (account !== null) await changeOwnership(tx, account.email);
}

const askedOf = ({ displayName, role }: { displayName?: string | undefined; role?: Role | undefined }) => ({
  ...(displayName === undefined ? {} : { displayName }),
  ...(role === undefined ? {} : { role }),
});
