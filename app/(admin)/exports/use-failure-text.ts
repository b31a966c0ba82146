'use client';

import { useTranslations } from 'next-intl';
import type { DestinationItem } from '@/lib/destinations/wire';

/** Why something did not arrive, as a sentence. */
export function useFailureText(): (failure: NonNullable<DestinationItem['lastFailure']>) => string {
  const t = useTranslations('destinations.failures');
  return ({ code, status }) => t(code, { status: status ?? 0 });
}
