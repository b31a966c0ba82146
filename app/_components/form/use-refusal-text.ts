'use client';

import { useTranslations } from 'next-intl';
import type { Refusal } from './call-api';

/** The sentence for a refusal: the server's own, else what to do when there is none. */
export function useRefusalText(): (refusal: Refusal) => string {
  const t = useTranslations('common.refused');
  return (refusal) => {
    if (refusal.code === 'offline') return t('offline');
    if (refusal.title !== '') return refusal.title;
    return refusal.requestId === null ? t('unknown') : t('unknownWithId', { requestId: refusal.requestId });
  };
}
