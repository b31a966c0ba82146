import 'server-only';
import type { Locale } from '../access/actor';
import type { Mail } from '../ports/mailer';
import type { Jobs } from '../ports/queue';
import type { Services } from '../services';
import { messageIdOf } from './message-id';
import { type EndingLetter, writeEnding } from './write-ending';

type Needed = Pick<Services, 'db' | 'clock' | 'config' | 'mailer' | 'log'>;

/**
 * Mails one person which letters end soon that nobody has opened: as the recipient, or as their sender. What was opened, withdrawn,
 * prolonged, or removed by the recipient's own mailbox meanwhile is left out; with nothing left, nothing is sent.
 * @throws Error when the mail should be tried again
 */
export async function tellEnding(services: Needed, { to, ids }: Jobs['tell-ending']): Promise<void> {
  const mail = to === 'recipient' ? await forRecipient(services, ids) : await forSender(services, ids);
  if (mail === null) return;
  const outcome = await services.mailer.send(mail);
  if (outcome.state === 'deferred') throw new Error(outcome.reason);
  if (outcome.state === 'refused' || outcome.state === 'unconfirmed')
    services.log.warn(
      { to, reason: outcome.reason },
      `nobody could be told of letters that end: ${outcome.state}`,
    );
}

const stillUnopened = { openedAt: null, withdrawnAt: null, blockedAt: null, releasedAt: { not: null } };

async function forRecipient({ db, clock, config }: Needed, ids: string[]): Promise<Mail | null> {
  const rows = await db.recipient.findMany({
    where: {
      id: { in: ids },
      ...stillUnopened,
      NOT: { item: { is: { removedAt: { not: null } } } },
      envelope: { accessUntil: { gt: clock.now() } },
    },
    include: { envelope: true, mailbox: { select: { kind: true } } },
    orderBy: [{ envelope: { accessUntil: 'asc' } }, { id: 'asc' }],
  });
  const [first] = rows;
  if (!first) return null;
  return writeEnding(config, {
    to: first.address,
    reader: first.mailbox.kind === 'guest' ? 'guest' : 'member',
    messageId: messageIdOf(config.mail, 'ending', ...rows.map(({ id }) => id)),
    locale: localeOf(first.locale),
    letters: rows.map(
      ({ envelope, reference }): EndingLetter => ({
        who: envelope.senderName || envelope.senderAddress || '',
        until: envelope.accessUntil ?? clock.now(),
        path: `/e/${reference}`,
      }),
    ),
  });
}

async function forSender({ db, clock, config }: Needed, ids: string[]): Promise<Mail | null> {
  const envelopes = await db.envelope.findMany({
    where: {
      id: { in: ids },
      authorKind: { in: ['user', 'token'] },
      accessUntil: { gt: clock.now() },
      recipients: { some: stillUnopened },
    },
    include: { recipients: { where: stillUnopened, orderBy: { id: 'asc' } } },
    orderBy: [{ accessUntil: 'asc' }, { id: 'asc' }],
  });
  const [first] = envelopes;
  if (!first) return null;
  const author = await db.user.findUnique({
    where: { id: first.authorId, closedAt: null },
    include: { mailboxes: { select: { mailboxId: true } } },
  });
  // Whoever was taken out of a mailbox no longer learns what becomes of its letters.
  const mailboxes = new Set(author?.mailboxes.map(({ mailboxId }) => mailboxId));
  const own = envelopes.filter(({ mailboxId }) => mailboxes.has(mailboxId));
  if (!author || own.length === 0) return null;
  return writeEnding(config, {
    to: author.email,
    reader: 'sender',
    messageId: messageIdOf(
      config.mail,
      'ending-of',
      ...own.map(({ id, accessUntil }) => `${id} ${accessUntil?.getTime()}`),
    ),
    locale: localeOf(author.locale),
    letters: own.map(
      ({ id, accessUntil, recipients }): EndingLetter => ({
        who: recipients.map(({ name, address }) => name || address).join(', '),
        until: accessUntil ?? clock.now(),
        path: `/sent/${id}`,
      }),
    ),
  });
}

const localeOf = (locale: string): Locale => (locale === 'en' ? 'en' : 'fr');
