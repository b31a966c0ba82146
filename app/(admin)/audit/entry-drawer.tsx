'use client';

import { Button, Drawer } from '@mantine/core';
import { useFormatter, useTranslations } from 'next-intl';
import type { AuditItem } from '@/lib/audit/wire';
import classes from './audit.module.css';
import { useSentence } from './use-sentence';

/** Everything one entry says. */
export function EntryDrawer(props: {
  entry: AuditItem | null;
  onClose: () => void;
  onOnlyEnvelope: (envelopeId: string) => void;
}) {
  const t = useTranslations('audit.entry');
  const tc = useTranslations('common');
  return (
    <Drawer
      opened={props.entry !== null}
      onClose={props.onClose}
      position="right"
      title={props.entry && t('title', { id: props.entry.id })}
      closeButtonProps={{ 'aria-label': tc('close') }}
    >
      {props.entry && <Facts entry={props.entry} onOnlyEnvelope={props.onOnlyEnvelope} />}
    </Drawer>
  );
}

function Facts({
  entry,
  onOnlyEnvelope,
}: {
  entry: AuditItem;
  onOnlyEnvelope: (envelopeId: string) => void;
}) {
  const t = useTranslations('audit.entry');
  const format = useFormatter();
  const { name, sentence, actor } = useSentence()(entry);
  const detail = Object.entries(entry.detail).filter(([, value]) => value !== null);
  const facts = [
    [t('event'), `${name} (${entry.event})`],
    [
      t('occurredAt'),
      format.dateTime(new Date(entry.occurredAt), { dateStyle: 'full', timeStyle: 'long', hourCycle: 'h23' }),
    ],
    [t('actor'), actor],
    [t('recipient'), entry.recipientAddress],
    [t('envelope'), entry.envelopeId],
    [t('address'), entry.clientAddress],
    [t('agent'), entry.clientAgent],
    [t('detail'), detail.map(([key, value]) => `${key}: ${String(value)}`).join('\n')],
  ] as const;
  return (
    <>
      <p className={classes.sentence}>{sentence}</p>
      <dl className={classes.facts}>
        {facts.map(([label, value]) =>
          value ? (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ) : null,
        )}
      </dl>
      {entry.envelopeId && (
        <Button variant="default" onClick={() => onOnlyEnvelope(entry.envelopeId ?? '')}>
          {t('onlyThis')}
        </Button>
      )}
    </>
  );
}
