'use client';

import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { Paper } from '@/app/_components/show/paper';
import type { AuditItem } from '@/lib/audit/explore/wire';
import classes from './audit.module.css';
import own from './timeline.module.css';
import { TimelineList } from './timeline-list';
import type { View } from './view';

/** An envelope's entries: what concerns all of it, then each recipient's own way from notification to last download. */
export function EnvelopeLanes({
  items,
  onView,
}: {
  items: readonly AuditItem[];
  onView: (view: View) => void;
}) {
  const t = useTranslations('audit.timeline');
  const recipients = [...new Set(items.map(({ recipientAddress }) => recipientAddress))].filter(
    (address): address is string => address !== null,
  );
  const whole = items.filter(({ recipientAddress }) => recipientAddress === null);
  // Everything here is about this envelope: its own timeline is where one is.
  const here = items.map((item) => ({ ...item, envelopeId: null }));
  const of = (address: string | null) => here.filter((item) => item.recipientAddress === address);
  return (
    <div className={own.lanes}>
      {whole.length > 0 && <Lane title={t('whole')} hint={t('wholeHint')} items={of(null)} onView={onView} />}
      {recipients.map((address) => (
        <Lane key={address} title={address} hint={t('recipient')} items={of(address)} onView={onView} />
      ))}
    </div>
  );
}

function Lane(props: {
  title: string;
  hint: string;
  items: readonly AuditItem[];
  onView: (view: View) => void;
}) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <Paper>
        <h3 id={id} className={own.laneTitle}>
          {props.title}
        </h3>
        <p className={classes.quiet}>{props.hint}</p>
        <TimelineList items={props.items} label={props.title} withDays onView={props.onView} />
      </Paper>
    </section>
  );
}
