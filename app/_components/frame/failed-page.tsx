'use client';

import { Button } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { EmptyState } from '../show/empty-state';

/** What an error boundary shows: what happened, what is safe, and a way on. `digest` finds the error in the log. */
export function FailedPage({ digest, retry }: { digest: string | undefined; retry: () => void }) {
  const t = useTranslations('common.error');
  return (
    <div role="alert">
      <EmptyState
        level={1}
        icon={<IconPlugConnectedX size={48} stroke={1.4} aria-hidden />}
        title={t('title')}
        text={digest === undefined ? t('text') : `${t('text')} ${t('reference', { digest })}`}
        action={<Button onClick={retry}>{t('retry')}</Button>}
      />
    </div>
  );
}
