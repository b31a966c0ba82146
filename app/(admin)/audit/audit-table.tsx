'use client';

import { ActionIcon } from '@mantine/core';
import { IconListDetails } from '@tabler/icons-react';
import { useFormatter, useTranslations } from 'next-intl';
import tables from '@/app/_components/table.module.css';
import type { AuditItem } from '@/lib/audit/wire';
import { useSentence } from './use-sentence';

/** Entries as sentences, newest first. */
export function AuditTable({
  items,
  onOpen,
}: {
  items: readonly AuditItem[];
  onOpen: (item: AuditItem) => void;
}) {
  const t = useTranslations('audit.table');
  const format = useFormatter();
  const sentenceOf = useSentence();
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
        {items.map((item) => {
          const { name, sentence } = sentenceOf(item);
          return (
            <tr key={item.id}>
              <td data-label={t('when')} style={{ whiteSpace: 'nowrap' }}>
                <time dateTime={item.occurredAt}>
                  {format.dateTime(new Date(item.occurredAt), {
                    dateStyle: 'medium',
                    timeStyle: 'medium',
                    hourCycle: 'h23',
                  })}
                </time>
              </td>
              <td data-main>
                {sentence}
                <div className={tables.under}>{name}</div>
              </td>
              <td data-label={t('where')}>{item.clientAddress}</td>
              <td data-end>
                <ActionIcon
                  variant="subtle"
                  size={36}
                  c="var(--mantine-color-text)"
                  aria-label={t('open', { id: item.id })}
                  onClick={() => onOpen(item)}
                >
                  <IconListDetails size={18} stroke={1.7} aria-hidden />
                </ActionIcon>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
