'use client';

import { Button, Skeleton } from '@mantine/core';
import { IconArrowLeft, IconChevronLeft, IconChevronRight, IconFileSearch } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Flash } from '@/app/_components/dialog/flash';
import { EvidenceButton } from '@/app/_components/form/evidence-button';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';
import { EmptyState } from '@/app/_components/show/empty-state';
import { Paper } from '@/app/_components/show/paper';
import { useMomentFormat } from '@/app/_components/show/use-moment-format';
import classes from './audit.module.css';
import { betweenDays, dayBeside, midnight } from './days';
import { EnvelopeLanes } from './envelope-lanes';
import own from './timeline.module.css';
import { TimelineList } from './timeline-list';
import { useEntriesOf } from './use-entries';
import type { View } from './view';

type Subject = Exclude<View, { kind: 'list' }>;

/** The fields each kind of timeline asks for; a person's begins with the newest, the others at the beginning. */
export function fieldsOf(view: Subject): Record<string, string> {
  if (view.kind === 'envelope') return { envelope: view.envelope, order: 'oldest-first' };
  if (view.kind === 'person') return { person: view.person };
  return { ...betweenDays(view.day, 1), order: 'oldest-first' };
}

/** What happened with one envelope, one person, or on one day. */
export function Timeline({ view, onView }: { view: Subject; onView: (view: View) => void }) {
  const t = useTranslations('audit.timeline');
  const ta = useTranslations('audit');
  const refusalText = useRefusalText();
  const { found, busy, refusal, more } = useEntriesOf(fieldsOf(view), view.kind === 'envelope' ? 10 : 1);
  const title = useTitle(view);
  const items = found?.items ?? [];
  const count = { count: items.length };
  const counted = found?.nextCursor ? ta('loaded', count) : t('entries', count);
  return (
    <>
      <Button
        variant="subtle"
        leftSection={<IconArrowLeft size={18} aria-hidden />}
        onClick={() => onView({ kind: 'list' })}
      >
        {t('back')}
      </Button>
      <Head title={title} view={view} count={found && !busy ? counted : t('loading')}>
        {view.kind === 'day' && <BesideDays day={view.day} onView={onView} />}
        {view.kind === 'envelope' && items.length > 0 && (
          <div className={own.beside}>
            <EvidenceButton place={{ as: 'administrator', envelopeId: view.envelope }} />
          </div>
        )}
      </Head>
      <Flash message={refusal && { tone: 'refused', text: refusalText(refusal) }} onClose={null} />
      {found === null && refusal === null && <Skeleton h={320} aria-busy />}
      {found !== null && items.length === 0 && (
        <Paper>
          <EmptyState
            icon={<IconFileSearch size={48} stroke={1.4} aria-hidden />}
            title={t('empty')}
            text={t('emptyText')}
          />
        </Paper>
      )}
      {items.length > 0 &&
        (view.kind === 'envelope' ? (
          <EnvelopeLanes items={items} onView={onView} />
        ) : (
          <Paper>
            <TimelineList
              items={items}
              label={title}
              withDays={view.kind === 'person'}
              here={view.kind === 'person' ? view.person : null}
              onView={onView}
            />
          </Paper>
        ))}
      {found?.nextCursor && (
        <Button variant="subtle" fullWidth h={56} loading={busy} onClick={() => void more()}>
          {t('more')}
        </Button>
      )}
    </>
  );
}

function useTitle(view: Subject): string {
  const t = useTranslations('audit.timeline');
  const write = useMomentFormat();
  if (view.kind === 'day') return t('day', { day: write(midnight(view.day), { dateStyle: 'full' }) });
  return t(view.kind);
}

/** The heading takes the focus, so that a screen reader says where one has come. */
function Head(props: { title: string; view: Subject; count: string; children: ReactNode }) {
  const t = useTranslations('audit.timeline');
  const { view, title } = props;
  return (
    <div className={own.timelineHead}>
      {/* Another heading for each subject, so that each takes the focus. */}
      <h2 key={title} ref={focus} tabIndex={-1}>
        {title}
      </h2>
      {props.children}
      {view.kind === 'envelope' && <p className={own.subject}>{t('envelopeId', { id: view.envelope })}</p>}
      {view.kind === 'person' && <p className={own.subject}>{view.person}</p>}
      <p role="status" className={classes.quiet}>
        {props.count}
      </p>
    </div>
  );
}

function focus(heading: HTMLElement | null): void {
  heading?.focus({ preventScroll: true });
}

function BesideDays({ day, onView }: { day: string; onView: (view: View) => void }) {
  const t = useTranslations('audit.timeline');
  const go = (offset: number) => onView({ kind: 'day', day: dayBeside(day, offset) });
  return (
    <div className={own.beside}>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconChevronLeft size={16} aria-hidden />}
        onClick={() => go(-1)}
      >
        {t('previousDay')}
      </Button>
      <Button
        variant="default"
        size="xs"
        rightSection={<IconChevronRight size={16} aria-hidden />}
        onClick={() => go(1)}
      >
        {t('nextDay')}
      </Button>
    </div>
  );
}
