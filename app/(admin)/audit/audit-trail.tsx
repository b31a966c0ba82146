'use client';

import { Button } from '@mantine/core';
import { IconFileSearch } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { callApi } from '@/app/_components/call-api';
import { EmptyState } from '@/app/_components/empty-state';
import { Flash } from '@/app/_components/flash';
import { Paper } from '@/app/_components/paper';
import { useRefusalText } from '@/app/_components/use-refusal-text';
import type { AuditAnswer, AuditItem } from '@/lib/audit/wire';
import classes from './audit.module.css';
import { AuditExport } from './audit-export';
import { AuditFilters } from './audit-filters';
import { AuditTable } from './audit-table';
import { type ChosenFilter, filterFields, noFilter } from './chosen-filter';
import { EntryDrawer } from './entry-drawer';

type Found = { fields: Record<string, string>; items: AuditItem[]; nextCursor: string | null };

/** Filters, the entries they find, older ones on demand, and the export of the same. */
export function AuditTrail() {
  const t = useTranslations('audit');
  const refusalText = useRefusalText();
  const [chosen, setChosen] = useState<ChosenFilter>(noFilter);
  const [found, setFound] = useState<Found | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [shown, setShown] = useState<AuditItem | null>(null);
  const latest = useRef(0);

  const load = async (fields: Record<string, string>, before: Found | null) => {
    const round = ++latest.current;
    setBusy(true);
    const cursor = before?.nextCursor;
    const query = new URLSearchParams({ ...fields, ...(cursor ? { cursor } : {}) });
    const answer = await callApi<AuditAnswer>('GET', `/api/audit?${query}`);
    // An answer that comes after a newer question is no longer what the filters say.
    if (round !== latest.current) return;
    setBusy(false);
    setRefused(answer.ok ? null : refusalText(answer.refusal));
    if (answer.ok)
      setFound({ ...answer.data, fields, items: [...(before?.items ?? []), ...answer.data.items] });
  };
  const apply = (filter: ChosenFilter) => {
    setChosen(filter);
    setShown(null);
    void load(filterFields(filter, new Date()), null);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once, when the page is shown
  useEffect(() => apply(noFilter), []);

  return (
    <>
      <Paper>
        <AuditFilters chosen={chosen} onChange={setChosen} onApply={apply} />
      </Paper>
      <div className={classes.bar}>
        <p role="status">{busy ? t('loading') : found && t('loaded', { count: found.items.length })}</p>
        <AuditExport fields={found?.fields ?? {}} />
      </div>
      <Flash
        message={refused === null ? null : { tone: 'refused', text: refused }}
        onClose={() => setRefused(null)}
      />
      <Paper padded={false}>
        {found?.items.length === 0 && (
          <EmptyState
            icon={<IconFileSearch size={48} stroke={1.4} aria-hidden />}
            title={t('table.emptyTitle')}
            text={t('table.emptyText')}
          />
        )}
        {found !== null && found.items.length > 0 && <AuditTable items={found.items} onOpen={setShown} />}
        {found?.nextCursor && (
          <Button
            variant="subtle"
            fullWidth
            h={56}
            loading={busy}
            onClick={() => void load(found.fields, found)}
          >
            {t('table.more')}
          </Button>
        )}
      </Paper>
      <EntryDrawer
        entry={shown}
        onClose={() => setShown(null)}
        onOnlyEnvelope={(envelope) => apply({ ...noFilter, envelope })}
      />
    </>
  );
}
