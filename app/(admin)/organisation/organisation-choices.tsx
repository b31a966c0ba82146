'use client';

import { NativeSelect, SegmentedControl, Switch } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useConfirm } from '@/app/_components/dialog/use-confirm';
import type { Locale } from '@/lib/i18n/locales';
import { isLocale, locales } from '@/lib/i18n/locales';
import { useSaved } from './use-saved';

/** Whether titles stand in notifications. */
export function TitlesInNotifications({ shown }: { shown: boolean }) {
  const t = useTranslations('settings.organisation');
  const { value, save, flash } = useSaved(shown, (titleInNotification: boolean) => ({ titleInNotification }));
  return (
    <>
      {flash}
      <Switch
        label={t('titles')}
        checked={value}
        onChange={(event) => void save(event.currentTarget.checked)}
      />
    </>
  );
}

/** The language of notifications to people whose own is not known. */
export function DefaultLanguage({ locale }: { locale: Locale }) {
  const t = useTranslations('settings.organisation');
  const tl = useTranslations('common.language');
  const { value, save, flash } = useSaved<Locale>(locale, (chosen) => ({ locale: chosen }));
  return (
    <>
      {flash}
      <SegmentedControl
        aria-label={t('language')}
        value={value}
        onChange={(chosen) => isLocale(chosen) && void save(chosen)}
        data={locales.map((one) => ({ value: one, label: tl(one) }))}
      />
    </>
  );
}

/** Times to take a letter back on offer, in seconds. */
const takeBackTimes = [0, 5, 10, 20, 30, 60];

/** How long a sender may take a letter back. */
export function TakeBackTime({ seconds }: { seconds: number }) {
  const t = useTranslations('settings.organisation');
  const { value, save, flash } = useSaved(seconds, (takeBackSeconds: number) => ({ takeBackSeconds }));
  // set through the API to a time of its own
  const times = [...new Set([...takeBackTimes, value])].sort((a, b) => a - b);
  return (
    <>
      {flash}
      <NativeSelect
        aria-label={t('takeBack')}
        value={String(value)}
        onChange={(event) => void save(Number(event.currentTarget.value))}
        data={times.map((time) => ({ value: String(time), label: t('takeBackSeconds', { seconds: time }) }))}
      />
    </>
  );
}

/** Minutes on offer; the trust space allows no more than the last. */
const idleLocks = [5, 10, 15, 30, 60, 120];

/** After how long a rest its people prove themselves again. */
export function IdleLock({ minutes }: { minutes: number }) {
  const t = useTranslations('settings.organisation');
  const { value, save, flash } = useSaved(minutes, (idleLockMinutes: number) => ({ idleLockMinutes }));
  // One of its own was set through the API.
  const choices = [...new Set([...idleLocks, value])].sort((a, b) => a - b);
  return (
    <>
      {flash}
      <NativeSelect
        aria-label={t('idleLock')}
        value={String(value)}
        onChange={(event) => void save(Number(event.currentTarget.value))}
        data={choices.map((one) => ({ value: String(one), label: t('idleLockMinutes', { minutes: one }) }))}
      />
    </>
  );
}

/** Retentions on offer, in days, by years. */
const retentions = { 365: 1, 1096: 3, 1826: 5, 3653: 10, 7305: 20 } as const;

/** How long entries of the audit trail are kept. To keep them for a shorter time is asked again: it erases. */
export function AuditRetention({ days }: { days: number | null }) {
  const t = useTranslations('settings.organisation');
  const { value, save, flash } = useSaved<number | null>(days, (auditRetentionDays) => ({
    auditRetentionDays,
  }));
  const { ask, dialog } = useConfirm();
  const lengthOf = (length: number) => {
    const years = new Map(Object.entries(retentions)).get(String(length));
    return years === undefined ? t('retentionDays', { days: length }) : t('retentionYears', { years });
  };
  // Set through the API to a length of its own.
  const others = value === null || value in retentions ? [] : [value];
  const choices = [...Object.keys(retentions).map(Number), ...others].map((length) => ({
    value: String(length),
    label: lengthOf(length),
  }));
  const choose = (chosen: string) => {
    const next = chosen === '' ? null : Number(chosen);
    if (next === null || (value !== null && next >= value)) return void save(next);
    const title = t('shortenTitle', { length: lengthOf(next) });
    const question = { title, text: t('shortenText'), action: t('shorten'), grave: true };
    ask(question, () => void save(next));
  };
  return (
    <>
      {flash}
      <NativeSelect
        aria-label={t('retention')}
        value={value === null ? '' : String(value)}
        onChange={(event) => choose(event.currentTarget.value)}
        data={[{ value: '', label: t('retentionForEver') }, ...choices]}
      />
      {dialog}
    </>
  );
}

/** Rules on offer for copies of letters, in days; 0: until the letter's date. */
const letterRetentions = [0, 30, 90, 365, 1_826, 3_653, 7_305] as const;

/** How long copies of letters are kept. To keep them for a shorter time is asked again: it destroys. */
export function LetterRetention({ days }: { days: number | null }) {
  const t = useTranslations('settings.organisation');
  const { value, save, flash } = useSaved<number | null>(days, (letterRetentionDays) => ({
    letterRetentionDays,
  }));
  const { ask, dialog } = useConfirm();
  const lengthOf = (length: number) => {
    const years = new Map(Object.entries(retentions)).get(String(length));
    if (length === 0) return t('lettersDate');
    return years === undefined ? t('retentionDays', { days: length }) : t('retentionYears', { years });
  };
  // Set through the API to a length of its own.
  const others = value === null || letterRetentions.some((one) => one === value) ? [] : [value];
  const choices = [...letterRetentions, ...others].map((length) => ({
    value: String(length),
    label: lengthOf(length),
  }));
  const choose = (chosen: string) => {
    const next = chosen === '' ? null : Number(chosen);
    if (next === null || (value !== null && next >= value)) return void save(next);
    const title = t('shortenLettersTitle', { length: lengthOf(next) });
    const question = { title, text: t('shortenLettersText'), action: t('shorten'), grave: true };
    ask(question, () => void save(next));
  };
  return (
    <>
      {flash}
      <NativeSelect
        aria-label={t('letters')}
        value={value === null ? '' : String(value)}
        onChange={(event) => choose(event.currentTarget.value)}
        data={[...choices, { value: '', label: t('lettersForEver') }]}
      />
      {dialog}
    </>
  );
}
