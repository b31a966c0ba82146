'use client';

import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconCheck,
  IconClock,
  IconClockX,
  IconHandStop,
  IconHourglass,
  IconLock,
  IconMailX,
  IconPaperclip,
} from '@tabler/icons-react';
import Link from 'next/link';
import { useLocale, useNow, useTranslations } from 'next-intl';
import { Moment } from '@/app/_components/show/moment';
import { StateBadge } from '@/app/_components/show/state-badge';
import { pressToOpen } from '@/lib/browser/open/opened-here';
import type { EnvelopeListItem, ListEnvelopesQuery } from '@/lib/envelope/wire';
import { formatBytes } from '@/lib/i18n/format-bytes';
import classes from './envelope-list.module.css';
import { Leaving } from './leaving';

export type Box = ListEnvelopesQuery['box'] | 'search';
/** Which list: `folderId` of the folder that `box` says it is. */
export type ListPlace = { box: Box; folderId?: string };

/** What a row is: archive, trash and what is found hold what was received and what was sent. */
type Kind = 'received' | 'sent' | 'draft';

function kindOf(box: Box, item: EnvelopeListItem): Kind {
  if (box === 'drafts') return 'draft';
  return item.reference === null ? 'sent' : 'received';
}

/** Where an entry of a list leads. */
function hrefOf(kind: Kind, item: EnvelopeListItem): string {
  if (kind === 'received') return `/e/${item.reference}`;
  return kind === 'sent' ? `/sent/${item.envelopeId}` : `/compose/${item.envelopeId}`;
}

const small = { size: 14, stroke: 2, 'aria-hidden': true } as const;

/** One line of a list: who, what, its files, its state and when. */
export function EnvelopeRow({ box, item }: { box: Box; item: EnvelopeListItem }) {
  const t = useTranslations('mail');
  const kind = kindOf(box, item);
  if (item.altered) return <AlteredRow item={item} />;
  const unread = kind === 'received' && item.readAt === null;
  return (
    <Link
      href={hrefOf(kind, item)}
      className={`${classes.row} ${unread ? classes.unread : ''}`}
      prefetch={false}
      data-row
      onNavigate={() => item.reference && pressToOpen(item.reference)}
    >
      <span className={classes.dot}>
        {unread && <span className="visually-hidden">{t('list.unread')}</span>}
      </span>
      <Who kind={kind} item={item} />
      <span className={classes.what}>
        {kind !== 'draft' && (
          <span className={`${classes.title} ${item.title === null ? classes.muted : ''}`}>
            {item.title ?? t('list.noTitle')}
          </span>
        )}
        {kind === 'draft' && (
          <span className={`${classes.title} ${classes.muted}`}>{t('drafts.rowHint')}</span>
        )}
        <State kind={kind} item={item} />
        <EndInTrash item={item} />
      </span>
      <Files item={item} />
      <span className={classes.when}>
        <When item={item} />
      </span>
    </Link>
  );
}

/** When it came; of what is put away, when it comes back. */
function When({ item: { at, laterUntil, backAt } }: { item: EnvelopeListItem }) {
  const t = useTranslations('mail.later');
  if (laterUntil === null && backAt === null) return <Moment value={at} />;
  return (
    <>
      <IconClock size={14} stroke={2} aria-hidden />
      <span className="visually-hidden">{t(laterUntil === null ? 'back' : 'until')}</span>{' '}
      <Moment value={laterUntil ?? at} exact={laterUntil !== null} />
    </>
  );
}

/** A row that is not what was sent shows nothing of what stands in it, and leads to why. */
function AlteredRow({ item }: { item: EnvelopeListItem }) {
  const t = useTranslations('mail.list');
  return (
    <Link href="/help#altered" className={classes.row} prefetch={false} data-row data-altered>
      <span className={classes.dot} />
      <span className={`${classes.who} ${classes.muted}`}>{t('altered')}</span>
      <span className={classes.what}>
        <span className={`${classes.title} ${classes.muted}`}>{t('alteredText')}</span>
        <StateBadge tone="quiet" icon={<IconAlertTriangle {...small} />}>
          {t('alteredWhy')}
        </StateBadge>
      </span>
      <span className={classes.size} />
      <span className={classes.when}>
        <Moment value={item.at} />
      </span>
    </Link>
  );
}

function Who({ kind, item }: { kind: Kind; item: EnvelopeListItem }) {
  const t = useTranslations('mail');
  if (kind === 'draft') return <span className={classes.who}>{t('drafts.row')}</span>;
  if (kind === 'received') {
    return (
      <span className={classes.who}>
        <span>{item.sender?.name ?? item.sender?.address}</span>
        <span className={classes.organisation}>{item.sender?.organisation}</span>
      </span>
    );
  }
  const [first, ...others] = item.recipients.map((recipient) => recipient.name ?? recipient.address);
  return (
    <span className={`${classes.who} ${classes.several}`}>
      <span className={classes.title}>{first}</span>
      {others.length > 0 && (
        <>
          <span aria-hidden className={classes.muted}>
            +{others.length}
          </span>
          <span className="visually-hidden">{t('list.andOthers', { count: others.length })}</span>
        </>
      )}
    </span>
  );
}

function State({ kind, item }: { kind: Kind; item: EnvelopeListItem }) {
  const t = useTranslations('mail.list');
  const now = useNow();
  if (item.withdrawnAt !== null) {
    const sent = kind === 'sent';
    return (
      <StateBadge tone="quiet" icon={sent ? <IconArrowBackUp {...small} /> : <IconMailX {...small} />}>
        {t(sent ? 'takenBack' : 'withdrawn')}
      </StateBadge>
    );
  }
  const still = item.recipients.filter((recipient) => !recipient.withdrawn);
  if (kind === 'sent' && still.length === 0) {
    return (
      <StateBadge tone="quiet" icon={<IconMailX {...small} />}>
        {t('allWithdrawn')}
      </StateBadge>
    );
  }
  if (item.expiresAt !== null && new Date(item.expiresAt) < now) {
    return (
      <StateBadge tone="quiet" icon={<IconClockX {...small} />}>
        {t('expired')}
      </StateBadge>
    );
  }
  if (kind !== 'sent') return null;
  if (item.leavesAt !== null && new Date(item.leavesAt) > now) {
    return (
      <StateBadge tone="quiet" icon={<IconClock {...small} />}>
        <Leaving at={item.leavesAt} />
      </StateBadge>
    );
  }
  const opened = item.recipients.filter((recipient) => recipient.openedAt !== null).length;
  if (still.some((recipient) => recipient.reported)) {
    return (
      <StateBadge tone="bad" icon={<IconHandStop {...small} />}>
        {t('reported')}
      </StateBadge>
    );
  }
  if (still.some((recipient) => recipient.failed)) {
    return (
      <StateBadge tone="bad" icon={<IconAlertTriangle {...small} />}>
        {t('failed')}
      </StateBadge>
    );
  }
  const text =
    opened === 1 && item.recipients.length === 1
      ? t('opened')
      : t('openedBy', { opened, total: item.recipients.length });
  return (
    <StateBadge tone={opened > 0 ? 'good' : 'quiet'} icon={opened > 0 ? <IconCheck {...small} /> : null}>
      {text}
    </StateBadge>
  );
}

/** How long it still lies in the trash, or that it stays there. */
function EndInTrash({ item }: { item: EnvelopeListItem }) {
  const t = useTranslations('mail.trash');
  const now = useNow();
  if (item.held) {
    return (
      <StateBadge tone="quiet" icon={<IconLock {...small} />}>
        {t('held')}
      </StateBadge>
    );
  }
  if (item.leavesTrashAt === null) return null;
  const days = Math.ceil((new Date(item.leavesTrashAt).getTime() - now.getTime()) / 86_400_000);
  return (
    <StateBadge tone="quiet" icon={<IconHourglass {...small} />}>
      {t('left', { days: Math.max(days, 0) })}
    </StateBadge>
  );
}

function Files({ item }: { item: EnvelopeListItem }) {
  const t = useTranslations('mail.list');
  const locale = useLocale();
  if (item.attachmentCount === 0) return <span className={classes.size} />;
  const size = formatBytes(item.attachmentBytes, locale);
  return (
    <span className={classes.size}>
      <IconPaperclip size={16} stroke={1.8} aria-hidden />
      <span className="visually-hidden">{t('attachments', { count: item.attachmentCount, size })}</span>
      <span aria-hidden>
        {item.attachmentCount > 1 && `${item.attachmentCount} · `}
        {size}
      </span>
    </span>
  );
}
