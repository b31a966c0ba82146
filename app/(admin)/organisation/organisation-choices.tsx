'use client';

import { NativeSelect, SegmentedControl, Switch } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Flash, type FlashMessage } from '@/app/_components/dialog/flash';
import { useConfirm } from '@/app/_components/dialog/use-confirm';
import { callApi } from '@/app/_components/form/call-api';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';
import type { Locale } from '@/lib/i18n/locales';
import { isLocale, locales } from '@/lib/i18n/locales';
import type { ChangeOrganisationRequest } from '@/lib/organisation/wire';

/** Saves one setting at once; when it is refused, the control goes back and says why. */
function useSaved<T>(stored: T, changeOf: (value: T) => ChangeOrganisationRequest) {
  const tc = useTranslations('common');
  const refusalText = useRefusalText();
  const [value, setValue] = useState(stored);
  const [message, setMessage] = useState<FlashMessage>(null);
  const save = async (next: T) => {
    const before = value;
    setValue(next);
    const answer = await callApi('PATCH', '/api/organisation', changeOf(next));
    if (!answer.ok) setValue(before);
    setMessage(
      answer.ok
        ? { tone: 'done', text: tc('saved') }
        : { tone: 'refused', text: refusalText(answer.refusal) },
    );
  };
  return { value, save, flash: <Flash message={message} onClose={() => setMessage(null)} /> };
}

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
