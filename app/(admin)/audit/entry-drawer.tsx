'use client';

import { Button, CloseButton, Drawer } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { EvidenceButton } from '@/app/_components/form/evidence-button';
import { useMomentFormat } from '@/app/_components/show/use-moment-format';
import type { AuditItem } from '@/lib/audit/explore/wire';
import classes from './entry.module.css';
import { EntryProof } from './entry-proof';
import { TechnicalDetails } from './technical-details';
import { useParticulars } from './use-particulars';
import { useSentence } from './use-sentence';
import type { View } from './view';

/** Everything one entry says. */
export function EntryDrawer(props: {
  entry: AuditItem | null;
  onClose: () => void;
  onView: (view: View) => void;
}) {
  const t = useTranslations('audit.entry');
  const tc = useTranslations('common');
  return (
    <Drawer.Root opened={props.entry !== null} onClose={props.onClose} position="right" lockScroll={false}>
      <Drawer.Overlay />
      <Drawer.Content>
        <Drawer.Body p="lg">
          {/* Not the library's own header, which would be a second banner of the page. */}
          <div className={classes.drawerHead}>
            <Drawer.Title fw={650}>{props.entry && t('title', { id: props.entry.id })}</Drawer.Title>
            <CloseButton aria-label={tc('close')} onClick={props.onClose} />
          </div>
          {props.entry && <Facts entry={props.entry} onView={props.onView} />}
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}

function Facts({ entry, onView }: { entry: AuditItem; onView: (view: View) => void }) {
  const t = useTranslations('audit.entry');
  const tt = useTranslations('audit.timeline');
  const write = useMomentFormat();
  const { name, sentence, actor } = useSentence()(entry);
  const particulars = useParticulars()(entry);
  const { envelopeId, actorAddress, recipientAddress } = entry;
  const facts = [
    [t('event'), name],
    [t('occurredAt'), write(entry.occurredAt, { dateStyle: 'full', timeStyle: 'long' })],
    [t('actor'), actor],
    [t('recipient'), recipientAddress],
    [t('detail'), particulars.join('\n')],
  ] as const;
  const people = [...new Set([actorAddress, recipientAddress])].filter((one) => one?.includes('@'));
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
      <TechnicalDetails item={entry} />
      <EntryProof key={entry.id} entryId={entry.id} />
      <div className={classes.ways}>
        {envelopeId && (
          <Button variant="default" onClick={() => onView({ kind: 'envelope', envelope: envelopeId })}>
            {tt('goEnvelope')}
          </Button>
        )}
        {envelopeId && <EvidenceButton place={{ as: 'administrator', envelopeId }} />}
        {people.map((person) => (
          <Button
            key={person}
            variant="default"
            classNames={{ root: classes.long ?? '', label: classes.wrapped ?? '' }}
            onClick={() => person && onView({ kind: 'person', person })}
          >
            {tt('goPerson', { address: person ?? '' })}
          </Button>
        ))}
      </div>
    </>
  );
}
