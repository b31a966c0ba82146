'use client';

import { Button, MultiSelect, NativeSelect, TextInput } from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Form } from '@/app/_components/form/form';
import { auditEvents } from '@/lib/audit/trail/event-names';
import classes from './audit.module.css';
import { type ChosenFilter, type FilterFaults, faultsOf, noFilter, periods } from './chosen-filter';
import { eventGroups, groupOf } from './event-groups';

type Props = {
  chosen: ChosenFilter;
  busy: boolean;
  onChange: (chosen: ChosenFilter) => void;
  onApply: (chosen: ChosenFilter) => void;
};

/** What to look for. Nothing is asked of the server before "Apply". */
export function AuditFilters({ chosen, busy, onChange, onApply, children }: Props & { children: ReactNode }) {
  const t = useTranslations('audit');
  const [tried, setTried] = useState(false);
  const wrong = tried ? faultsOf(chosen) : {};
  const set = (change: Partial<ChosenFilter>) => onChange({ ...chosen, ...change });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const isFaulty = Object.keys(faultsOf(chosen)).length > 0;
    setTried(isFaulty);
    if (!isFaulty) onApply(chosen);
  };
  const clear = () => {
    setTried(false);
    onApply(noFilter);
  };
  return (
    <Form className={classes.filters} onSubmit={submit} aria-label={t('filters.title')}>
      <PeriodFields chosen={chosen} wrong={wrong} set={set} />
      <TextInput
        label={t('filters.person')}
        value={chosen.person}
        error={wrong.person && t('filters.personWrong')}
        onChange={(event) => set({ person: event.currentTarget.value })}
        autoComplete="off"
        inputMode="email"
        size="sm"
      />
      <TextInput
        label={t('filters.envelope')}
        value={chosen.envelope}
        error={wrong.envelope && t('filters.envelopeWrong')}
        onChange={(event) => set({ envelope: event.currentTarget.value })}
        autoComplete="off"
        size="sm"
      />
      <EventsField chosen={chosen} set={set} />
      <div className={classes.apply}>
        <Button type="submit" loading={busy} leftSection={<IconFilter size={18} aria-hidden />}>
          {t('filters.apply')}
        </Button>
        <Button variant="subtle" onClick={clear}>
          {t('filters.clear')}
        </Button>
        {children}
      </div>
    </Form>
  );
}

type FieldProps = { chosen: ChosenFilter; set: (change: Partial<ChosenFilter>) => void };

function PeriodFields({ chosen, wrong, set }: FieldProps & { wrong: FilterFaults }) {
  const t = useTranslations('audit.filters');
  return (
    <>
      <NativeSelect
        label={t('period')}
        value={chosen.period}
        onChange={(event) =>
          set({ period: periods.find((one) => one === event.currentTarget.value) ?? 'all' })
        }
        data={periods.map((period) => ({ value: period, label: t(`periods.${period}`) }))}
      />
      {chosen.period === 'oneDay' && (
        <TextInput
          type="date"
          size="sm"
          label={t('day')}
          value={chosen.day}
          error={wrong.day && t('dayWrong')}
          onChange={(event) => set({ day: event.currentTarget.value })}
        />
      )}
      {chosen.period === 'custom' && (
        <>
          <TextInput
            type="datetime-local"
            size="sm"
            label={t('from')}
            value={chosen.from}
            onChange={(event) => set({ from: event.currentTarget.value })}
          />
          <TextInput
            type="datetime-local"
            size="sm"
            label={t('until')}
            value={chosen.until}
            error={wrong.until && t('untilWrong')}
            onChange={(event) => set({ until: event.currentTarget.value })}
          />
        </>
      )}
    </>
  );
}

/** Any number of events, grouped, found by typing. */
function EventsField({ chosen, set }: FieldProps) {
  const t = useTranslations('audit');
  const data = eventGroups.map((group) => ({
    group: t(`groups.${group}`),
    items: auditEvents
      .filter((event) => groupOf(event) === group)
      .map((event) => ({ value: event, label: t(`events.${event}.name`) }))
      .sort((a, b) => a.label.localeCompare(b.label)),
  }));
  return (
    <MultiSelect
      className={classes.events ?? ''}
      label={t('filters.events')}
      placeholder={chosen.events.length === 0 ? t('filters.eventsChosen', { count: 0 }) : ''}
      data={data}
      value={[...chosen.events]}
      onChange={(values) => set({ events: auditEvents.filter((event) => values.includes(event)) })}
      searchable
      clearable
      hidePickedOptions
      maxDropdownHeight={320}
      clearButtonProps={{ 'aria-label': t('filters.eventsClear') }}
    />
  );
}
