'use client';

import { Button } from '@mantine/core';
import { IconChartBar, IconFileSearch } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { Flash } from '@/app/_components/dialog/flash';
import { focusMain } from '@/app/_components/dialog/focus-main';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';
import { EmptyState } from '@/app/_components/show/empty-state';
import pages from '@/app/_components/show/page.module.css';
import { Paper } from '@/app/_components/show/paper';
import type { AuditItem } from '@/lib/audit/explore/wire';
import classes from './audit.module.css';
import { AuditExport } from './audit-export';
import { AuditFilters } from './audit-filters';
import { AuditTable } from './audit-table';
import { type ChosenFilter, filterFields, noFilter } from './chosen-filter';
import { CountsChart } from './counts-chart';
import { EntryDrawer } from './entry-drawer';
import { readFilter, showFilter } from './filter-address';
import { ProofState } from './proof-state';
import { SavedFilters } from './saved-filters';
import { Timeline } from './timelines';
import { useEntries } from './use-entries';
import { useView } from './use-view';

/** The trail as a list with filters, chart and export; from it into the timeline of an envelope, a person or a day. */
export function AuditExplorer({ mayDeliver }: { mayDeliver: boolean }) {
  const [view, setView] = useView();
  const [shown, setShown] = useState<AuditItem | null>(null);
  const inList = view.kind === 'list';
  const left = useFocusOfList(inList);
  const go = (next: typeof view) => {
    if (inList) left();
    setShown(null);
    setView(next);
  };
  return (
    <>
      {/* Kept while a timeline is shown, so that one comes back to the same list. */}
      <div hidden={!inList}>
        <ProofState />
        <EntryList onView={go} onOpen={setShown} mayDeliver={mayDeliver} />
      </div>
      {view.kind !== 'list' && <Timeline key={JSON.stringify(view)} view={view} onView={go} />}
      <EntryDrawer entry={shown} onClose={() => setShown(null)} onView={go} />
    </>
  );
}

/** Notes what had the focus when the list is left (the answered function), and gives it back with the list. */
function useFocusOfList(inList: boolean): () => void {
  const left = useRef<{ element: Element | null; scrolled: number } | null>(null);
  useEffect(() => {
    if (!inList || left.current === null) return;
    const { element, scrolled } = left.current;
    left.current = null;
    if (element instanceof HTMLElement && element.isConnected) element.focus({ preventScroll: true });
    else focusMain();
    window.scrollTo({ top: scrolled });
  }, [inList]);
  return () => {
    left.current = { element: document.activeElement, scrolled: window.scrollY };
  };
}

type ListProps = {
  onView: Parameters<typeof AuditTable>[0]['ways']['onView'];
  onOpen: (item: AuditItem) => void;
};

function EntryList({ mayDeliver, ...ways }: ListProps & { mayDeliver: boolean }) {
  const t = useTranslations('audit');
  const refusalText = useRefusalText();
  const [chosen, setChosen] = useState<ChosenFilter>(noFilter);
  const [withChart, setWithChart] = useState(true);
  const { found, busy, refusal, find, more } = useEntries(null);
  // What the address says is known in the browser only, where "today" is the reader's.
  useEffect(() => {
    const filter = readFilter(window.location.search, window.history.state);
    setChosen(filter);
    void find(filterFields(filter, new Date()));
  }, [find]);
  const apply = (filter: ChosenFilter) => {
    setChosen(filter);
    showFilter(filter);
    void find(filterFields(filter, new Date()));
  };
  const hasEntries = found !== null && found.items.length > 0;
  return (
    <>
      <Paper>
        <AuditFilters chosen={chosen} busy={busy} onChange={setChosen} onApply={apply}>
          <Button
            variant="subtle"
            ml="auto"
            leftSection={<IconChartBar size={18} aria-hidden />}
            aria-expanded={withChart}
            onClick={() => setWithChart(!withChart)}
          >
            {t(withChart ? 'counts.hide' : 'counts.show')}
          </Button>
        </AuditFilters>
        <Flash
          message={refusal && { tone: 'refused', text: refusalText(refusal) }}
          onClose={null}
          mt="md"
          mb={0}
        />
        <SavedFilters chosen={chosen} onApply={apply} />
      </Paper>
      <div className={pages.bar}>
        <p role="status">{busy ? t('loading') : found && t('loaded', { count: found.items.length })}</p>
        <AuditExport fields={found?.fields ?? {}} mayDeliver={mayDeliver} />
      </div>
      {/* Asked for after the list, whose look it shares in the trail. */}
      {withChart && hasEntries && (
        <div className={classes.above}>
          <CountsChart fields={found.fields} />
        </div>
      )}
      <Paper padded={false}>
        {found?.items.length === 0 && (
          <EmptyState
            icon={<IconFileSearch size={48} stroke={1.4} aria-hidden />}
            title={t('table.emptyTitle')}
            text={t('table.emptyText')}
          />
        )}
        {hasEntries && <AuditTable items={found.items} ways={ways} />}
        {found?.nextCursor && (
          <Button variant="subtle" fullWidth h={56} loading={busy} onClick={() => void more()}>
            {t('table.more')}
          </Button>
        )}
      </Paper>
    </>
  );
}
