import {
  IconArchive,
  IconClock,
  IconFileText,
  IconFolder,
  IconInbox,
  IconSend,
  IconTrash,
} from '@tabler/icons-react';
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
import { listFolders } from '@/lib/filing/list-folders';
import { orNotFound } from '@/lib/http/page';
import { mailboxHeads } from '@/lib/live/mailbox-heads';
import { listEnvelopes } from '@/lib/mailbox/list-envelopes';
import { listMailboxes } from '@/lib/mailbox/list-mailboxes';
import { trashDays } from '@/lib/mailbox/trash-days';
import type { Services } from '@/lib/services';
import { DraftList } from './draft-list';
import { EmptyTrash } from './empty-trash';
import { EnvelopeList } from './envelope-list';
import type { Box } from './envelope-row';
import { FolderMenu } from './folder-menu';
import { LiveEmpty } from './live-empty';
import { MailboxSwitcher } from './mailbox-switcher';

const icons = {
  inbox: IconInbox,
  sent: IconSend,
  drafts: IconFileText,
  archive: IconArchive,
  trash: IconTrash,
  later: IconClock,
  folder: IconFolder,
} as const;

/** One box of a person: its heading, the switch between her mailboxes, and the list. */
export async function MailBox(props: {
  services: Services;
  actor: Exclude<Actor, { kind: 'anonymous' }>;
  box: Exclude<Box, 'search'>;
  mailbox: string | undefined;
  /** Which one, where the box is a folder. */
  folder?: string;
}) {
  const { services, actor, box } = props;
  // An auditor has no mailbox: for her there is no such page.
  if (actor.kind === 'user' && actor.role === 'auditor') notFound();
  const which = props.folder === undefined ? {} : { folder: props.folder };
  const query = listEnvelopesQuery.safeParse({
    box,
    ...which,
    ...(props.mailbox ? { mailbox: props.mailbox } : {}),
  });
  const asked = query.success ? query.data : { box, ...which };
  // before the list, so that nothing lies between the two
  const numbers = actor.kind === 'user' ? await mailboxHeads(services, mailboxIdsWith(actor, 'read')) : {};
  const [first, mailboxes, folders] = await Promise.all([
    orNotFound(listEnvelopes(services, actor, asked)),
    actor.kind === 'user' ? listMailboxes(services, actor) : [],
    actor.kind === 'user' ? listFolders(services, actor) : [],
  ]);
  const folder = folders.find(({ id }) => id === props.folder);
  const t = await getTranslations('mail');
  const chosenId = asked.mailbox ?? null;
  const Icon = icons[box];
  const isGuest = actor.kind === 'guest';
  const place = { box, ...(folder === undefined ? {} : { folderId: folder.id }) };
  const title = folder === undefined ? t(`${box}.title`) : (folder.name ?? t('folder.unreadable'));
  const canEmpty = box === 'trash' && first.items.length > 0;
  return (
    <Catalogue namespaces={['mail']}>
      <PageHeader
        title={isGuest ? t('inbox.guestTitle') : title}
        lead={
          isGuest
            ? t('inbox.guestLead', { address: actor.address })
            : box === 'drafts'
              ? t('drafts.lead', { days: services.config.retention.draftDays })
              : box === 'trash'
                ? t('trash.lead', { days: trashDays })
                : folder && folder.path.length > 1
                  ? folder.path.map((name) => name ?? t('folder.unreadable')).join(' › ')
                  : undefined
        }
        actions={
          folder !== undefined ? (
            <FolderMenu folder={folder} folders={folders} />
          ) : (
            (mailboxes.length > 1 || canEmpty) && (
              <>
                {mailboxes.length > 1 && (
                  <MailboxSwitcher path={`/${box}`} mailboxes={mailboxes} chosenId={chosenId} />
                )}
                {canEmpty && <EmptyTrash mailboxId={chosenId} />}
              </>
            )
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
            <LiveEmpty place={place} mailboxId={chosenId} numbers={numbers} />
          </>
        ) : box === 'drafts' ? (
          <DraftList key={chosenId} mailboxId={chosenId} first={first} />
        ) : (
          <EnvelopeList
            key={props.folder ?? chosenId}
            place={place}
            mailboxId={chosenId}
            numbers={numbers}
            first={first}
            folders={isGuest ? null : folders}
          />
        )}
      </Paper>
    </Catalogue>
  );
}
