'use client';

import { useTranslations } from 'next-intl';
import { ShownOnce } from '@/app/_components/dialog/shown-once';
import type { CreateAccessTokenAnswer } from '@/lib/access-tokens/wire';

/** A new access token, this once. */
export function MadeToken({ made, onClose }: { made: CreateAccessTokenAnswer; onClose: () => void }) {
  const t = useTranslations('programs.tokens.made');
  return (
    <ShownOnce
      secret={made.token}
      words={{
        title: t('title'),
        text: t('text'),
        label: t('token', { name: made.name }),
        copy: t('copy'),
        copied: t('copied'),
        done: t('done'),
      }}
      onClose={onClose}
    />
  );
}
