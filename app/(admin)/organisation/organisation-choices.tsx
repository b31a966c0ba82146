'use client';

import { NativeSelect, SegmentedControl, Switch } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { callApi } from '@/app/_components/call-api';
import { Flash, type FlashMessage } from '@/app/_components/flash';
import { useRefusalText } from '@/app/_components/use-refusal-text';
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

/** How long entries of the audit trail are kept. */
export function AuditRetention({ days }: { days: number | null }) {
  const t = useTranslations('settings.organisation');
  const { value, save, flash } = useSaved<number | null>(days, (auditRetentionDays) => ({
    auditRetentionDays,
  }));
  const choices = [
    { value: '', label: t('retentionForEver') },
    ...Object.entries(retentions).map(([each, years]) => ({
      value: each,
      label: t('retentionYears', { years }),
    })),
  ];
  // Set through the API to a length of its own.
  const isOther = value !== null && !choices.some((choice) => choice.value === String(value));
  const other = isOther ? [{ value: String(value), label: t('retentionDays', { days: value }) }] : [];
  return (
    <>
      {flash}
      <NativeSelect
        aria-label={t('retention')}
        value={value === null ? '' : String(value)}
        onChange={(event) =>
          void save(event.currentTarget.value === '' ? null : Number(event.currentTarget.value))
        }
        data={[...choices, ...other]}
      />
    </>
  );
}
