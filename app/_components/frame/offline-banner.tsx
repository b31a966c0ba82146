'use client';

import { IconCloudOff } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useSyncExternalStore } from 'react';

const subscribe = (changed: () => void) => {
  window.addEventListener('online', changed);
  window.addEventListener('offline', changed);
  return () => {
    window.removeEventListener('online', changed);
    window.removeEventListener('offline', changed);
  };
};

/** Says that the network is away, and what that means, for as long as it is. */
export function OfflineBanner() {
  const t = useTranslations('common');
  const online = useSyncExternalStore(
    subscribe,
    () => navigator.onLine,
    () => true,
  );
  return (
    <div role="status" aria-live="polite">
      {online ? null : (
        <p className="offline-banner">
          <IconCloudOff size={18} aria-hidden /> {t('offline')}
        </p>
      )}
    </div>
  );
}
