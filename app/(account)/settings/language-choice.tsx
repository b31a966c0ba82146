'use client';

import { SegmentedControl } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useLocale, useTranslations } from 'next-intl';
import { useTransition } from 'react';
import { callApi } from '@/app/_components/form/call-api';
import { locales } from '@/lib/i18n/locales';

/** French or English, for the pages and for the mails. */
export function LanguageChoice() {
  const t = useTranslations('common.language');
  const router = useRouter();
  const [changing, startTransition] = useTransition();
  return (
    <SegmentedControl
      aria-label={t('label')}
      value={useLocale()}
      disabled={changing}
      onChange={(locale) =>
        startTransition(async () => {
          const answer = await callApi('POST', '/api/locale', { locale });
          if (answer.ok) router.refresh();
        })
      }
      data={locales.map((locale) => ({ value: locale, label: t(locale) }))}
    />
  );
}
