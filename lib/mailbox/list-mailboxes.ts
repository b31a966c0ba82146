import 'server-only';
import type { Actor } from '../access/actor';
import { visibleMailboxes } from '../access/policy';
import { type MailboxAnswer, mailboxKind } from '../envelope/answers';
import type { Services } from '../services';

/** The mailboxes a member may use, personal ones first, then by name; the primary address of each first. A guest's is not named to the guest. */
export async function listMailboxes(services: Pick<Services, 'db'>, actor: Actor): Promise<MailboxAnswer[]> {
  const mailboxes = await services.db.mailbox.findMany({
    where: { AND: [visibleMailboxes(actor), { kind: { in: [...mailboxKind.options] } }] },
    select: {
      id: true,
      kind: true,
      name: true,
      addresses: { select: { address: true }, orderBy: [{ isPrimary: 'desc' }, { address: 'asc' }] },
    },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  });
  const answers = mailboxes.map(({ addresses, kind, ...mailbox }) => ({
    ...mailbox,
    kind: mailboxKind.parse(kind),
    addresses: addresses.map(({ address }) => address),
  }));
  const rank = ({ kind }: MailboxAnswer) => mailboxKind.options.indexOf(kind);
  return answers.sort((a, b) => rank(a) - rank(b)); // stable: names stay in order
}
