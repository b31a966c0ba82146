'use client';

import { useLocale, useTranslations } from 'next-intl';
import { senderInWords } from '@/app/_components/show/named-address';
import { useMomentFormat } from '@/app/_components/show/use-moment-format';
import { formatBytes } from '@/lib/i18n/format-bytes';
import type { ProvedChange, ProvedEntry, ProvedEnvelope } from '@/lib/verify/report';
import classes from './verify.module.css';

/** What a verified bundle proves: who, when, which files, and what happened. */
export function ProvedFacts({ envelope }: { envelope: ProvedEnvelope }) {
  const t = useTranslations('evidence.verify');
  const locale = useLocale();
  const write = useMomentFormat();
  const { sender, sealedAt, leavesAt, availableUntil, subject, attachments, changes, entries } = envelope;
  return (
    <>
      <dl className={classes.facts}>
        <div>
          <dt>{t('sender')}</dt>
          <dd>{senderInWords(sender)}</dd>
        </div>
        <div>
          <dt>{t('sealed')}</dt>
          <dd>{write(sealedAt, { dateStyle: 'long', timeStyle: 'long' })}</dd>
        </div>
        {leavesAt !== null && (
          <div>
            <dt>{t('leaves')}</dt>
            <dd>{write(leavesAt, { dateStyle: 'long', timeStyle: 'long' })}</dd>
          </div>
        )}
        <div>
          <dt>{t('availableUntil')}</dt>
          <dd>{write(availableUntil, { dateStyle: 'long', timeStyle: 'short' })}</dd>
        </div>
        {subject !== null && (
          <div>
            <dt>{t('subject')}</dt>
            <dd>{subject || t('noSubject')}</dd>
          </div>
        )}
        {attachments.length > 0 && (
          <div>
            <dt>{t('attachments')}</dt>
            <dd>
              <ol className={classes.attachments}>
                {attachments.map(({ position, name, bytes, sha256 }) => (
                  <li key={position}>
                    {name} <span className={classes.quiet}>{formatBytes(bytes, locale)}</span>
                    <code>{sha256}</code>
                  </li>
                ))}
              </ol>
            </dd>
          </div>
        )}
      </dl>
      {changes.length > 0 && (
        <>
          <h4>{t('changesTitle')}</h4>
          <ol className={classes.entries} data-testid="changes">
            {changes.map((change, i) => (
              <ChangeLine key={`${change.number}-${i.toString()}`} change={change} />
            ))}
          </ol>
        </>
      )}
      <h4>{t('entriesTitle')}</h4>
      <ol className={classes.entries}>
        {entries.map((entry) => (
          <EntryLine key={entry.index} entry={entry} />
        ))}
      </ol>
    </>
  );
}

function ChangeLine({ change: { at, by, kind, until, own } }: { change: ProvedChange }) {
  const t = useTranslations('evidence.verify');
  const write = useMomentFormat();
  const values = { until: until === null ? '' : write(until, { dateStyle: 'long', timeStyle: 'short' }) };
  const what =
    own && (kind === 'recipient-added' || kind === 'recipient-withdrawn')
      ? t(`changes.${kind}-own`)
      : t(`changes.${kind}`, values);
  return (
    <li>
      <time dateTime={at}>{write(at, { dateStyle: 'short', timeStyle: 'medium' })}</time>
      <span>{what}</span>
      <span className={classes.quiet}>{by === null ? t('changedByRule') : t('changedBy', { name: by })}</span>
    </li>
  );
}

function EntryLine({ entry }: { entry: ProvedEntry }) {
  const t = useTranslations('audit.events');
  const write = useMomentFormat();
  const key = `${entry.event}.name` as Parameters<typeof t.has>[0]; // asked for before it is used
  const people = [...new Set([addressOf(entry.fields.actor), addressOf(entry.fields.recipient)])];
  return (
    <li>
      <time dateTime={entry.at}>{write(entry.at, { dateStyle: 'short', timeStyle: 'medium' })}</time>
      <span>{t.has(key) ? t(key as 'SignedIn.name') : entry.event}</span>
      <span className={classes.quiet}>{people.filter((one) => one !== '').join(' → ')}</span>
    </li>
  );
}

function addressOf(person: unknown): string {
  const named = typeof person === 'object' && person !== null && 'address' in person;
  return named && typeof person.address === 'string' ? person.address : '';
}
