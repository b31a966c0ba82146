'use client';

import { Alert } from '@mantine/core';
import { IconAlertCircle, IconCircleCheck } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';

export type FlashMessage = { tone: 'done' | 'refused'; text: string } | null;

/** What just happened, said beside the thing it happened to; announced to screen readers, stays until closed. */
export function Flash({ message, onClose }: { message: FlashMessage; onClose: () => void }) {
  const t = useTranslations('common');
  return (
    <div role={message?.tone === 'refused' ? 'alert' : 'status'}>
      {message && (
        <Alert
          role="group"
          color={message.tone === 'done' ? 'pli' : 'red'}
          c="var(--mantine-color-text)"
          icon={message.tone === 'done' ? <IconCircleCheck aria-hidden /> : <IconAlertCircle aria-hidden />}
          withCloseButton
          closeButtonLabel={t('close')}
          onClose={onClose}
          mb="md"
        >
          {message.text}
        </Alert>
      )}
    </div>
  );
}
