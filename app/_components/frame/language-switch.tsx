'use client';

import { Button } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useLocale, useTranslations } from 'next-intl';
import { useTransition } from 'react';
import { callApi } from '../form/call-api';

/** The other language, one press away; the server remembers it. */
export function LanguageSwitch() {
  const t = useTranslations('common.language');
  const router = useRouter();
  const other = useLocale() === 'fr' ? 'en' : 'fr';
  const [changing, startTransition] = useTransition();
  const change = () =>
    startTransition(async () => {
      const answer = await callApi('POST', '/api/locale', { locale: other });
      if (answer.ok) router.refresh();
    });
  return (
    <Button
      variant="subtle"
      size="compact-md"
      h={36}
      c="var(--mantine-color-text)"
      fw={500}
      lang={other}
      onClick={change}
      aria-busy={changing}
      aria-label={t('switchTo')}
    >
      {t('other')}
    </Button>
  );
}
