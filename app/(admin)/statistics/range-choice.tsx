'use client';

import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { type FormEvent, useId, useState } from 'react';
import { Form } from '@/app/_components/form/form';
import { betweenDays, lastWeeks, type Preset, presets, type Range } from './range';
import classes from './statistics.module.css';

const choices = ['weeks4', 'weeks12', 'weeks26', 'weeks52', 'custom'] as const satisfies readonly Preset[];

/** Whole weeks up to now, or two dates. */
export function RangeChoice({ onChange }: { onChange: (range: Range) => void }) {
  const t = useTranslations('statistics.range');
  const [preset, setPreset] = useState<Preset>('weeks12');
  const choose = (value: string) => {
    const chosen = choices.find((one) => one === value) ?? 'weeks12';
    setPreset(chosen);
    if (chosen !== 'custom') onChange(lastWeeks(presets[chosen], new Date()));
  };
  return (
    <div className={classes.range}>
      <NativeSelect
        label={t('title')}
        value={preset}
        onChange={(event) => choose(event.currentTarget.value)}
        data={choices.map((one) => ({ value: one, label: t(one) }))}
      />
      {preset === 'custom' && <CustomRange onChange={onChange} />}
    </div>
  );
}

function CustomRange({ onChange }: { onChange: (range: Range) => void }) {
  const t = useTranslations('statistics.range');
  const [wrong, setWrong] = useState(false);
  const id = useId();
  const faulty = {
    error: wrong,
    required: true,
    withAsterisk: false,
    ...(wrong && { 'aria-describedby': id }),
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const range = betweenDays(String(form.get('from')), String(form.get('until')));
    setWrong(range === null);
    if (range) onChange(range);
  };
  return (
    <Form className={classes.dates} onSubmit={submit} noValidate>
      <TextInput type="date" size="sm" name="from" label={t('from')} {...faulty} />
      <TextInput type="date" size="sm" name="until" label={t('until')} {...faulty} />
      <Button type="submit">{t('apply')}</Button>
      {wrong && (
        <p id={id} role="alert" className={classes.wrong}>
          {t('tooLong')}
        </p>
      )}
    </Form>
  );
}
