'use client';

import { useTranslations } from 'next-intl';
import { Disclosure } from '@/app/_components/show/disclosure';
import type { AuditItem } from '@/lib/audit/explore/wire';
import classes from './entry.module.css';

/** What a technician asks for, folded away: identifiers, network address, browser, and the raw detail. */
export function TechnicalDetails({ item }: { item: AuditItem }) {
  const t = useTranslations('audit.entry');
  const tt = useTranslations('audit.timeline');
  const detail = Object.entries(item.detail).filter(([, value]) => value !== null);
  const isSomebodys = item.actorKind !== 'system';
  const facts = [
    [t('event'), item.event],
    [tt('entryId'), item.id],
    [t('envelope'), item.envelopeId],
    [t('address'), item.clientAddress ?? (isSomebodys ? t('addressHidden') : null)],
    [t('agent'), item.clientAgent],
    ...detail.map(([key, value]) => [key, String(value)] as const),
  ] as const;
  return (
    <Disclosure quiet className={classes.technical} summary={tt('technical')}>
      <dl>
        {facts.map(([label, value]) =>
          value ? (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ) : null,
        )}
      </dl>
    </Disclosure>
  );
}
