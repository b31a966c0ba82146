import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import type { Client, UserActor } from '../access/actor';
import { can } from '../access/policy';
import { normaliseAddress } from '../address/address';
import { appendEntry } from '../audit/trail/append-entry';
import { lockActor } from '../auth/lock-actor';
import { organisationsOfAddress } from '../auth/organisations-of-address';
import { sendPasswordLink } from '../auth/send-password-link';
import type { Role } from '../auth/wire';
import type { Tx } from '../db/transaction';
import { AppError } from '../errors';
import { changeOwnership } from '../mailbox/address-ownership';
import type { Services } from '../services';

type NewMember = { email: string; displayName: string; role: Role; locale: 'fr' | 'en' };

/**
 * Opens an account of the administrator's organisation, with a personal mailbox (an auditor has none), and mails the
 * invitation. The address must lie in one of the organisation's domains: an account at anybody else's address would
 * receive what that person was sent.
 * @throws AppError `not-found` `address-invalid` `address-outside` `address-taken`
 */
export async function createMember(
  services: Pick<Services, 'db' | 'clock' | 'keys' | 'queue'>,
  asking: UserActor,
  input: NewMember,
  client: Client,
): Promise<{ id: string }> {
  const member = { ...input, id: uuidv7(), email: normaliseAddress(input.email) };
  return services.db.$transaction(async (tx) => {
    // One creation of an address at a time: the second waits here, and then finds the first.
    await changeOwnership(tx, member.email);
    const actor = await lockActor(tx, asking, services.clock.now());
    if (!can(actor, 'member.manage', actor)) throw new AppError('not-found');
    const { organisationId } = actor;
    if (!(await organisationsOfAddress(tx, member.email)).includes(organisationId)) {
      throw new AppError('address-outside');
    }
    await assertAddressFree(tx, member.email);
    const { id, email, displayName, role, locale } = member;
    await tx.user.create({ data: { id, organisationId, email, displayName, role, locale } });
    if (role !== 'auditor') {
      await openPersonalMailbox(tx, { ...member, organisationId });
    }
    const detail = { member: email, role };
    await appendEntry(tx, {
      event: 'AccountCreated',
      actor,
      client,
      organisationIds: [organisationId],
      detail,
    });
    await sendPasswordLink(tx, services, 'invitation', member);
    return { id };
  });
}

async function assertAddressFree(tx: Tx, address: string): Promise<void> {
  const [user, mailbox] = [
    await tx.user.findUnique({ where: { email: address }, select: { id: true } }),
    await ownerOfAddress(tx, address),
  ];
  if (user !== null || mailbox !== null) {
    throw new AppError('address-taken');
  }
}

/** The mailbox that owns the address; null where it is nobody's, or a guest's. */
export async function ownerOfAddress(tx: Tx, address: string): Promise<{ id: string } | null> {
  return tx.mailbox.findFirst({
    where: { addresses: { some: { address } }, kind: { not: 'guest' } },
    select: { id: true },
  });
}

/**
 * The mailbox of one person. What is sent to the address from now on is its own; what the address received as a guest before
 * follows when the person has proved it (takeOverGuest).
 */
export async function openPersonalMailbox(
  tx: Tx,
  owner: { id: string; organisationId: string; email: string; displayName: string },
): Promise<string> {
  const mailboxId = uuidv7();
  await changeOwnership(tx, owner.email);
  await tx.mailbox.create({
    data: {
      id: mailboxId,
      organisationId: owner.organisationId,
      kind: 'personal',
      name: owner.displayName,
      members: { create: { userId: owner.id } },
    },
  });
  await tx.mailboxAddress.upsert({
    where: { address: owner.email },
    create: { address: owner.email, mailboxId },
    update: { mailboxId },
  });
  return mailboxId;
}
