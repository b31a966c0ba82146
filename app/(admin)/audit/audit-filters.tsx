'use client';

import { Button, NativeSelect, TextInput } from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import type { FormEvent } from 'react';
import { auditEvents } from '@/lib/audit/event-names';
import classes from './audit.module.css';
import { type ChosenFilter, noFilter, periods } from './chosen-filter';

/** What to look for. Nothing is asked of the server before "Apply". */
export function AuditFilters(props: {
  chosen: ChosenFilter;
  onChange: (chosen: ChosenFilter) => void;
  onApply: (chosen: ChosenFilter) => void;
}) {
  const t = useTranslations('audit');
  const { chosen } = props;
  const set = (change: Partial<ChosenFilter>) => props.onChange({ ...chosen, ...change });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    props.onApply(chosen);
  };
  const events = auditEvents
    .map((event) => ({ value: event, label: t(`events.${event}.name`) }))
    .sort((a, b) => a.label.localeCompare(b.label));
  return (
    <form className={classes.filters} onSubmit={submit} aria-label={t('filters.title')}>
      <NativeSelect
        label={t('filters.period')}
        value={chosen.period}
        onChange={(event) =>
          set({ period: periods.find((one) => one === event.currentTarget.value) ?? 'all' })
        }
        data={periods.map((period) => ({ value: period, label: t(`filters.periods.${period}`) }))}
      />
      {chosen.period === 'custom' && (
        <>
          <TextInput
            type="datetime-local"
            label={t('filters.from')}
            value={chosen.from}
            onChange={(event) => set({ from: event.currentTarget.value })}
          />
          <TextInput
            type="datetime-local"
            label={t('filters.until')}
            value={chosen.until}
            onChange={(event) => set({ until: event.currentTarget.value })}
          />
        </>
      )}
      <NativeSelect
        label={t('filters.events')}
        value={chosen.event}
        onChange={(event) => set({ event: event.currentTarget.value })}
        data={[{ value: '', label: t('filters.eventsAll') }, ...events]}
      />
      <TextInput
        label={t('filters.person')}
        value={chosen.person}
        onChange={(event) => set({ person: event.currentTarget.value })}
        autoComplete="off"
        inputMode="email"
        size="sm"
      />
      <TextInput
        label={t('filters.envelope')}
        value={chosen.envelope}
        onChange={(event) => set({ envelope: event.currentTarget.value })}
        autoComplete="off"
        size="sm"
      />
      <div className={classes.apply}>
        <Button type="submit" leftSection={<IconFilter size={18} aria-hidden />}>
          {t('filters.apply')}
        </Button>
        <Button variant="subtle" onClick={() => props.onApply(noFilter)}>
          {t('filters.clear')}
        </Button>
      </div>
    </form>
  );
}
