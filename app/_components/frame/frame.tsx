import {
  IconAddressBook,
  IconArchive,
  IconAt,
  IconBroadcast,
  IconBuildingBank,
  IconBuildingHospital,
  IconCertificate,
  IconChartBar,
  IconClock,
  IconFileText,
  IconFolder,
  IconFolderCog,
  IconHelpCircle,
  IconHistory,
  IconInbox,
  IconSend,
  IconSettings,
  IconTrash,
  IconUsers,
  IconUsersGroup,
} from '@tabler/icons-react';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import type { Actor } from '@/lib/access/actor';
import { mailboxIdsWith } from '@/lib/access/policy';
import type { FolderPlace } from '@/lib/filing/list-folders';
import type { Waiting } from '@/lib/mailbox/count-waiting';
import bar from './bar.module.css';
import { ColorSchemeSwitch } from './color-scheme-switch';
import classes from './frame.module.css';
import { LanguageSwitch } from './language-switch';
import { LazyLiveMail, LazyTakeBackBar, LazyUndoFilingBar } from './lazy-parts';
import { Logo } from './logo';
import { BottomBar, type PlaceGroup, Rail } from './navigation';
import { SearchField } from './search-field';
import { Shortcuts } from './shortcuts';
import type { MadeAt } from './use-unread';
import { UserMenu } from './user-menu';

const icon = { size: 20, stroke: 1.7, 'aria-hidden': true } as const;

/** Where this person may go. The pages themselves decide; this only spares people links that would answer "not found". */
async function placesOf(
  actor: Actor,
  hasCaughtMails: boolean,
  waiting: Waiting,
  folders: readonly FolderPlace[],
): Promise<PlaceGroup[]> {
  if (actor.kind !== 'user') return [];
  const t = await getTranslations('common.places');
  const mail = [
    {
      href: '/inbox',
      label: t('inbox'),
      icon: <IconInbox {...icon} />,
      unread: waiting.inbox,
      live: true,
      tab: true,
    },
    { href: '/later', label: t('later'), icon: <IconClock {...icon} />, waiting: waiting.later },
    { href: '/sent', label: t('sent'), icon: <IconSend {...icon} />, tab: true },
    { href: '/drafts', label: t('drafts'), icon: <IconFileText {...icon} />, tab: true },
    { href: '/archive', label: t('archive'), icon: <IconArchive {...icon} /> },
    { href: '/trash', label: t('trash'), icon: <IconTrash {...icon} /> },
    { href: '/contacts', label: t('contacts'), icon: <IconAddressBook {...icon} /> },
  ];
  const own = folders.map(({ id, name, depth }) => ({
    href: `/folders/${id}`,
    label: name ?? t('unreadableFolder'),
    icon: <IconFolder {...icon} />,
    unread: waiting.folders.get(id) ?? 0,
    depth,
  }));
  const manage = { href: '/folders', label: t('folders'), icon: <IconFolderCog {...icon} />, exact: true };
  const audit = { href: '/audit', label: t('audit'), icon: <IconHistory {...icon} /> };
  const statistics = { href: '/statistics', label: t('statistics'), icon: <IconChartBar {...icon} /> };
  const shared = { href: '/mailboxes', label: t('mailboxes'), icon: <IconUsersGroup {...icon} /> };
  const managesSome = actor.role === 'member' && mailboxIdsWith(actor, 'manage').length > 0;
  const organisation = [
    audit,
    statistics,
    { href: '/exports', label: t('exports'), icon: <IconBroadcast {...icon} /> },
    { href: '/vault', label: t('vault'), icon: <IconBuildingBank {...icon} /> },
    { href: '/members', label: t('members'), icon: <IconUsers {...icon} /> },
    shared,
    { href: '/organisation', label: t('organisation'), icon: <IconBuildingHospital {...icon} /> },
  ];
  const others = [
    ...(managesSome ? [shared] : []),
    ...(hasCaughtMails ? [{ href: '/mails', label: t('mails'), icon: <IconAt {...icon} /> }] : []),
    { href: '/settings', label: t('settings'), icon: <IconSettings {...icon} /> },
    { href: '/verify', label: t('verify'), icon: <IconCertificate {...icon} /> },
    { href: '/help', label: t('help'), icon: <IconHelpCircle {...icon} /> },
  ];
  if (actor.role === 'auditor') return [{ heading: null, places: [audit, statistics, ...others] }];
  return [
    { heading: null, places: mail },
    { heading: t('ownFolders'), places: [...own, manage] },
    ...(actor.role === 'administrator' ? [{ heading: t('administration'), places: organisation }] : []),
    { heading: t('others'), places: others },
  ];
}

/**
 * The frame around a page, fit for who looks: rail and bottom bar for members, a plain page for guests and for
 * anyone who is not signed in.
 */
export async function Frame({
  actor,
  hasCaughtMails,
  waiting,
  folders,
  live,
  isPatients,
  children,
}: {
  actor: Actor;
  hasCaughtMails: boolean;
  waiting: Waiting;
  /** Each after what it lies in. */
  folders: readonly FolderPlace[];
  /** Null for who has no mailbox of her own to keep an eye on. */
  live: MadeAt | null;
  /** Calls itself a secure message, and no product. */
  isPatients: boolean;
  children: ReactNode;
}) {
  const t = await getTranslations('common');
  const groups = await placesOf(actor, hasCaughtMails, waiting, folders);
  const plain = groups.length === 0;
  const mayCompose = actor.kind === 'user' && actor.role !== 'auditor';
  return (
    <div className={classes.frame} data-plain={plain || undefined}>
      <header className={classes.header}>
        <Link href="/" className={classes.brand} prefetch={false}>
          <Logo /> {isPatients ? t('brandPatient') : 'Pli'}
        </Link>
        {mayCompose && <SearchField />}
        <LanguageSwitch />
        <ColorSchemeSwitch />
        {actor.kind !== 'anonymous' && (
          <UserMenu
            kind={actor.kind}
            name={actor.kind === 'user' ? actor.displayName : actor.address}
            address={actor.kind === 'user' ? actor.email : actor.address}
          />
        )}
      </header>
      {!plain && <Rail groups={groups} mayCompose={mayCompose} />}
      {mayCompose && (
        <div className={bar.bars}>
          <LazyTakeBackBar />
          <LazyUndoFilingBar />
        </div>
      )}
      <main id="content" tabIndex={-1} className={classes.main}>
        {children}
      </main>
      {mayCompose && <Shortcuts />}
      {live && <LazyLiveMail {...live} />}
      {plain ? (
        <footer className={classes.foot}>
          <span>{t('tagline')}</span>
          <Link prefetch={false} href="/help">
            {t('places.help')}
          </Link>
          <Link prefetch={false} href="/verify">
            {t('places.verify')}
          </Link>
          {hasCaughtMails && (
            <Link prefetch={false} href="/mails">
              {t('places.mails')}
            </Link>
          )}
        </footer>
      ) : (
        <BottomBar groups={groups} mayCompose={mayCompose} />
      )}
    </div>
  );
}
