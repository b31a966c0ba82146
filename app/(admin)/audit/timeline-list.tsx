'use client';

import { useTranslations } from 'next-intl';
import { useMomentFormat } from '@/app/_components/show/use-moment-format';
import type { AuditItem } from '@/lib/audit/explore/wire';
import classes from './audit.module.css';
import { toneOf } from './event-groups';
import { LinkedSentence } from './linked-sentence';
import { TechnicalDetails } from './technical-details';
import own from './timeline.module.css';
import { useParticulars } from './use-particulars';
import { useSentence } from './use-sentence';
import type { View } from './view';

/** Entries one below the other in the order given, each a sentence with its time; a heading where a new day begins. */
export function TimelineList({
  items,
  label,
  withDays,
  here = null,
  onView,
}: {
  items: readonly AuditItem[];
  label: string;
  withDays: boolean;
  /** Whose timeline this is: a link to oneself leads nowhere. */
  here?: string | null;
  onView: (view: View) => void;
}) {
  const write = useMomentFormat();
  const dayOfItem = (item: AuditItem | undefined) => item && write(item.occurredAt, { dateStyle: 'full' });
  return (
    <ol className={own.timeline} aria-label={label}>
      {items.map((item, place) => {
        const day = dayOfItem(item);
        return (
          <li key={item.id} data-tone={toneOf(item.event)}>
            {withDays && day !== dayOfItem(items[place - 1]) && <p className={own.dayHead}>{day}</p>}
            <Event item={item} here={here} onView={onView} />
          </li>
        );
      })}
    </ol>
  );
}

function Event(props: { item: AuditItem; here: string | null; onView: (view: View) => void }) {
  const { item, here, onView } = props;
  const t = useTranslations('audit.timeline');
  const write = useMomentFormat();
  const { sentence } = useSentence()(item);
  const particulars = useParticulars()(item);
  const { envelopeId } = item;
  return (
    <div className={own.event}>
      <time dateTime={item.occurredAt}>{write(item.occurredAt, { timeStyle: 'medium' })}</time>
      <div>
        <LinkedSentence
          sentence={sentence}
          people={[item.actorAddress, item.recipientAddress].filter((one) => one !== here)}
          onPerson={(person) => onView({ kind: 'person', person })}
        />
        {particulars.length > 0 && <div className={classes.quiet}>{particulars.join(' · ')}</div>}
        <div className={own.eventWays}>
          <TechnicalDetails item={item} />
          {envelopeId && (
            <button
              type="button"
              className={classes.way}
              onClick={() => onView({ kind: 'envelope', envelope: envelopeId })}
            >
              {t('goEnvelope')}
            </button>
          )}
        </div>
      </div>
    </div>
  );
}
