'use client';

import { IconAlertTriangle, IconCheck, IconClockX, IconHandStop, IconPaperclip } from '@tabler/icons-react';
import Link from 'next/link';
import { useLocale, useNow, useTranslations } from 'next-intl';
import { Moment } from '@/app/_components/show/moment';
import { StateBadge } from '@/app/_components/show/state-badge';
import type { EnvelopeListItem } from '@/lib/envelope/wire';
import { formatBytes } from '@/lib/i18n/format-bytes';
import classes from './envelope-list.module.css';

export type Box = 'inbox' | 'sent' | 'drafts';

/** Where an entry of a list leads. */
function hrefOf(box: Box, item: EnvelopeListItem): string {
  if (box === 'inbox') return `/e/${item.reference}`;
  return box === 'sent' ? `/sent/${item.envelopeId}` : `/compose/${item.envelopeId}`;
}

const small = { size: 14, stroke: 2, 'aria-hidden': true } as const;

/** One line of a list: who, what, its files, its state and when. */
export function EnvelopeRow({ box, item }: { box: Box; item: EnvelopeListItem }) {
  const t = useTranslations('mail');
  const unread = box === 'inbox' && item.readAt === null;
  return (
    <Link
      href={hrefOf(box, item)}
      className={`${classes.row} ${unread ? classes.unread : ''}`}
      prefetch={false}
      data-row
    >
      <span className={classes.dot}>
        {unread && <span className="visually-hidden">{t('list.unread')}</span>}
      </span>
      <Who box={box} item={item} />
      <span className={classes.what}>
        {box !== 'drafts' && (
          <span className={`${classes.title} ${item.title === null ? classes.muted : ''}`}>
            {item.title ?? t('list.noTitle')}
          </span>
        )}
        {box === 'drafts' && (
          <span className={`${classes.title} ${classes.muted}`}>{t('drafts.rowHint')}</span>
        )}
        <State box={box} item={item} />
      </span>
      <Files item={item} />
      <span className={classes.when}>
        <Moment value={item.at} />
      </span>
    </Link>
  );
}

function Who({ box, item }: { box: Box; item: EnvelopeListItem }) {
  const t = useTranslations('mail');
  if (box === 'drafts') return <span className={classes.who}>{t('drafts.row')}</span>;
  if (box === 'inbox') {
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

function State({ box, item }: { box: Box; item: EnvelopeListItem }) {
  const t = useTranslations('mail.list');
  const now = useNow();
  if (item.expiresAt !== null && new Date(item.expiresAt) < now) {
    return (
      <StateBadge tone="quiet" icon={<IconClockX {...small} />}>
        {t('expired')}
      </StateBadge>
    );
  }
  if (box !== 'sent') return null;
  const opened = item.recipients.filter((recipient) => recipient.openedAt !== null).length;
  if (item.recipients.some((recipient) => recipient.reported)) {
    return (
      <StateBadge tone="bad" icon={<IconHandStop {...small} />}>
        {t('reported')}
      </StateBadge>
    );
  }
  if (item.recipients.some((recipient) => recipient.failed)) {
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
