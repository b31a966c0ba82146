import 'server-only';
import type { Client, MailboxRight, UserActor } from '../access/actor';
import { normaliseAddress } from '../address/address';
import { appendEntry } from '../audit/trail/append-entry';
import { AppError } from '../errors';
import type { Services } from '../services';
import { lockShared } from './lock-shared';
import { mailboxRight } from './wire';

/**
 * What a colleague may do in a shared mailbox from now on; with no right she is not its member any more: her next request finds none of
 * it, and what she had open of it is cleared within seconds (lib/live). Asking twice writes one entry.
 * @throws AppError `not-found`, `no-colleague` where nobody of the organisation who may have a mailbox has this address, `conflict` when
 * rights are given in a closed mailbox, `address-invalid` `unseen-character`
 */
export async function setMailboxRights(
  { db, clock }: Pick<Services, 'db' | 'clock'>,
  asking: UserActor,
  input: { id: string; email: string; rights: readonly MailboxRight[] },
  client: Client,
): Promise<void> {
  const email = normaliseAddress(input.email);
  const rights = mailboxRight.options.filter((right) => input.rights.includes(right));
  const now = clock.now();
  await db.$transaction(async (tx) => {
    const { organisationId } = asking;
    const person = await tx.user.findFirst({ where: { email, organisationId }, select: { id: true } });
    const { actor, mailbox } = await lockShared(tx, asking, input.id, now, {
      userIds: person ? [person.id] : [],
    });
    // read again, now that her row is locked; what is given to an auditor or a closed account would wait there for a change of role
    const may = rights.length === 0 ? {} : { closedAt: null, role: { not: 'auditor' as const } };
    const member = person && (await tx.user.findFirst({ where: { id: person.id, ...may } }));
    if (!member) throw new AppError('no-colleague');
    if (rights.length > 0 && mailbox.closedAt !== null) throw new AppError('conflict');
    const place = { mailboxId: mailbox.id, userId: member.id };
    const where = { mailboxId_userId: place };
    const before = (await tx.mailboxMember.findUnique({ where }))?.rights ?? [];
    if (before.length === rights.length && rights.every((right) => before.includes(right))) return;
    if (rights.length === 0) await tx.mailboxMember.deleteMany({ where: place });
    else {
      const given = { rights, grantedBy: actor.userId };
      await tx.mailboxMember.upsert({ where, create: { ...place, ...given, fromAt: now }, update: given });
    }
    await appendEntry(tx, {
      event: 'MailboxRightsChanged',
      actor,
      client,
      organisationIds: [mailbox.organisationId],
      detail: {
        mailbox: mailbox.address,
        member: email,
        rightsBefore: mailboxRight.options.filter((right) => before.includes(right)).join(','),
        rights: rights.join(','),
      },
    });
  });
}
