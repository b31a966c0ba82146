'use client';

import { ActionIcon } from '@mantine/core';
import { IconListDetails, IconTimelineEvent } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import tables from '@/app/_components/show/table.module.css';
import { useMomentFormat } from '@/app/_components/show/use-moment-format';
import type { AuditItem } from '@/lib/audit/explore/wire';
import classes from './audit.module.css';
import { dayOf } from './days';
import { LinkedSentence } from './linked-sentence';
import { useParticulars } from './use-particulars';
import { useSentence } from './use-sentence';
import type { Ways } from './view';

/** Entries as sentences; a day, a person and an envelope lead to their timelines. */
export function AuditTable({ items, ways }: { items: readonly AuditItem[]; ways: Ways }) {
  const t = useTranslations('audit.table');
  return (
    <table className={tables.table} aria-label={t('label')}>
      <thead>
        <tr>
          <th scope="col">{t('when')}</th>
          <th scope="col">{t('what')}</th>
          <th scope="col">{t('where')}</th>
          <th scope="col">
            <span className="visually-hidden">{t('detail')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <Row key={item.id} item={item} ways={ways} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ item, ways }: { item: AuditItem; ways: Ways }) {
  const t = useTranslations('audit');
  const write = useMomentFormat();
  const { name, sentence } = useSentence()(item);
  const particulars = useParticulars()(item);
  const { envelopeId } = item;
  const day = write(item.occurredAt, { dateStyle: 'medium' });
  return (
    <tr>
      <td data-label={t('table.when')} className={classes.when}>
        <span>
          <button
            type="button"
            className={classes.link}
            title={t('timeline.goDay', { day })}
            onClick={() => ways.onView({ kind: 'day', day: dayOf(new Date(item.occurredAt)) })}
          >
            {day}
          </button>{' '}
          <time dateTime={item.occurredAt}>{write(item.occurredAt, { timeStyle: 'medium' })}</time>
        </span>
      </td>
      <td data-main>
        <LinkedSentence
          sentence={sentence}
          people={[item.actorAddress, item.recipientAddress]}
          onPerson={(person) => ways.onView({ kind: 'person', person })}
        />
        <div className={tables.under}>{[name, ...particulars].join(' · ')}</div>
        {envelopeId && (
          <button
            type="button"
            className={classes.way}
            onClick={() => ways.onView({ kind: 'envelope', envelope: envelopeId })}
          >
            <IconTimelineEvent size={16} stroke={1.7} aria-hidden /> {t('timeline.goEnvelope')}
          </button>
        )}
      </td>
      <td data-label={t('table.where')}>{item.clientAddress}</td>
      <td data-end>
        <ActionIcon
          variant="subtle"
          size={36}
          c="var(--mantine-color-text)"
          aria-label={t('table.open', { id: item.id })}
          onClick={() => ways.onOpen(item)}
        >
          <IconListDetails size={18} stroke={1.7} aria-hidden />
        </ActionIcon>
      </td>
    </tr>
  );
}
