import 'server-only';
import type { Actor } from '../access/actor';
import { visibleMailboxes } from '../access/policy';
import { type MailboxAnswer, mailboxKind } from '../envelope/answers';
import type { Services } from '../services';

/** The mailboxes the actor may use, personal ones first, then by name; the primary address of each first. */
export async function listMailboxes(services: Pick<Services, 'db'>, actor: Actor): Promise<MailboxAnswer[]> {
  const mailboxes = await services.db.mailbox.findMany({
    where: visibleMailboxes(actor),
    select: {
      id: true,
      kind: true,
      name: true,
      addresses: { select: { address: true }, orderBy: [{ isPrimary: 'desc' }, { address: 'asc' }] },
    },
    // the order of the enum: personal, shared, applicative
    orderBy: [{ kind: 'asc' }, { name: 'asc' }, { id: 'asc' }],
  });
  return mailboxes.map(({ addresses, kind, ...mailbox }) => ({
    ...mailbox,
    kind: mailboxKind.parse(kind),
    addresses: addresses.map(({ address }) => address),
  }));
}
