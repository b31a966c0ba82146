import 'server-only';
import type { UserActor } from '../access/actor';
import { can } from '../access/policy';
import { lockAccounts, readLockedActor } from '../auth/lock-actor';
import type { Tx } from '../db/transaction';
import { AppError } from '../errors';
import { changeOwnership } from '../mailbox/address-ownership';

/** A shared mailbox that is locked, and who acts, as both are now. */
export type LockedShared = {
  actor: UserActor;
  mailbox: { id: string; organisationId: string; name: string; closedAt: Date | null; address: string };
};

/**
 * A shared mailbox whose members or name the actor may change, locked by its first address, together with whoever's rights change: two
 * who change one mailbox wait for each other, and what these people do with letters is over before, or judged by what comes after
 * (docs/architecture.md, the order of locks). `otherAddress` is locked with it; `everybody`: all who have a right there.
 * @throws AppError `not-found`, and as `lockActor`
 */
export async function lockShared(
  tx: Tx,
  asking: UserActor,
  id: string,
  now: Date,
  also: { otherAddress?: string; userIds?: readonly string[]; everybody?: boolean } = {},
): Promise<LockedShared> {
  // what is no shared mailbox has no address here, and is refused below without a lock of its own
  const first = await tx.mailboxAddress.findFirst({
    where: { mailboxId: id, isPrimary: true, mailbox: { kind: 'shared' } },
    select: { address: true },
  });
  const addresses = [first?.address, also.otherAddress].flatMap((address) => address ?? []);
  for (const address of [...new Set(addresses)].sort()) await changeOwnership(tx, address);
  const members = also.everybody
    ? await tx.mailboxMember.findMany({ where: { mailboxId: id }, select: { userId: true } })
    : [];
  const userIds = [...(also.userIds ?? []), ...members.map(({ userId }) => userId)];
  await lockAccounts(tx, [...new Set([asking.userId, ...userIds])]);
  const actor = await readLockedActor(tx, asking, now);
  const found = await tx.mailbox.findUnique({ where: { id } });
  if (!found || !first || !can(actor, 'mailbox.members', found)) throw new AppError('not-found');
  const { organisationId, name, closedAt } = found;
  if (organisationId === null) throw new AppError('not-found'); // a CHECK of the table: a guest's alone has none
  return { actor, mailbox: { id, organisationId, name, closedAt, address: first.address } };
}
