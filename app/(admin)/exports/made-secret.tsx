'use client';

import { useTranslations } from 'next-intl';
import { ShownOnce } from '@/app/_components/dialog/shown-once';

/** The signing secret of a webhook, this once. */
export function MadeSecret({ secret, onClose }: { secret: string; onClose: () => void }) {
  const t = useTranslations('destinations.secret');
  return (
    <ShownOnce
      secret={secret}
      words={{
        title: t('title'),
        text: t('text'),
        label: t('label'),
        copy: t('copy'),
        copied: t('copied'),
        done: t('done'),
      }}
      onClose={onClose}
    />
  );
}
