import { IconArchive, IconFileText, IconInbox, IconSend, IconTrash } from '@tabler/icons-react';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { ButtonLink } from '@/app/_components/form/button-link';
import { Catalogue } from '@/app/_components/frame/catalogue';
import { EmptyState } from '@/app/_components/show/empty-state';
import { PageHeader } from '@/app/_components/show/page-header';
import { Paper } from '@/app/_components/show/paper';
import type { Actor } from '@/lib/access/actor';
import { mailboxIdsWith } from '@/lib/access/policy';
import { listEnvelopesQuery } from '@/lib/envelope/wire';
import { orNotFound } from '@/lib/http/page';
import { mailboxHeads } from '@/lib/live/mailbox-heads';
import { listEnvelopes } from '@/lib/mailbox/list-envelopes';
import { listMailboxes } from '@/lib/mailbox/list-mailboxes';
import type { Services } from '@/lib/services';
import { DraftList } from './draft-list';
import { EnvelopeList } from './envelope-list';
import type { Box } from './envelope-row';
import { LiveEmpty } from './live-empty';
import { MailboxSwitcher } from './mailbox-switcher';

const icons = {
  inbox: IconInbox,
  sent: IconSend,
  drafts: IconFileText,
  archive: IconArchive,
  trash: IconTrash,
} as const;

/** One box of a person: its heading, the switch between her mailboxes, and the list. */
export async function MailBox(props: {
  services: Services;
  actor: Exclude<Actor, { kind: 'anonymous' }>;
  box: Box;
  mailbox: string | undefined;
}) {
  const { services, actor, box } = props;
  // An auditor has no mailbox: for her there is no such page.
  if (actor.kind === 'user' && actor.role === 'auditor') notFound();
  const query = listEnvelopesQuery.safeParse({ box, ...(props.mailbox ? { mailbox: props.mailbox } : {}) });
  const asked = query.success ? query.data : { box };
  // before the list, so that nothing lies between the two
  const numbers = actor.kind === 'user' ? await mailboxHeads(services, mailboxIdsWith(actor, 'read')) : {};
  const [first, mailboxes] = await Promise.all([
    orNotFound(listEnvelopes(services, actor, asked)),
    actor.kind === 'user' ? listMailboxes(services, actor) : [],
  ]);
  const t = await getTranslations('mail');
  const chosenId = asked.mailbox ?? null;
  const Icon = icons[box];
  const isGuest = actor.kind === 'guest';
  return (
    <Catalogue namespaces={['mail']}>
      <PageHeader
        title={isGuest ? t('inbox.guestTitle') : t(`${box}.title`)}
        lead={
          isGuest
            ? t('inbox.guestLead', { address: actor.address })
            : box === 'drafts'
              ? t('drafts.lead', { days: services.config.retention.draftDays })
              : undefined
        }
        actions={
          mailboxes.length > 1 && (
            <MailboxSwitcher path={`/${box}`} mailboxes={mailboxes} chosenId={chosenId} />
          )
        }
      />
      <Paper padded={false}>
        {first.items.length === 0 ? (
          <>
            <EmptyState
              icon={<Icon size={48} stroke={1.4} aria-hidden />}
              title={t(`${box}.emptyTitle`)}
              text={isGuest ? t('inbox.guestEmptyText') : t(`${box}.emptyText`)}
              action={isGuest ? null : <ButtonLink href="/compose">{t('list.compose')}</ButtonLink>}
            />
            <LiveEmpty box={box} mailboxId={chosenId} numbers={numbers} />
          </>
        ) : box === 'drafts' ? (
          <DraftList key={chosenId} mailboxId={chosenId} first={first} />
        ) : (
          <EnvelopeList
            key={chosenId}
            box={box}
            mailboxId={chosenId}
            numbers={numbers}
            first={first}
            mayFile={!isGuest}
          />
        )}
      </Paper>
    </Catalogue>
  );
}
