'use client';

import { Alert } from '@mantine/core';
import { IconAlertCircle, IconCircleCheck } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';

export type FlashMessage = { tone: 'done' | 'refused'; text: string } | null;

/**
 * What just happened, said beside the thing it happened to; announced to screen readers. Stays until it is closed, or, where
 * `onClose` is null, for as long as it is so.
 */
export function Flash({
  message,
  onClose,
  mt = 0,
  mb = 'md',
}: {
  message: FlashMessage;
  onClose: (() => void) | null;
  mt?: 'sm' | 'md' | 0;
  mb?: 'md' | 0;
}) {
  const t = useTranslations('common');
  return (
    <div role={message?.tone === 'refused' ? 'alert' : 'status'}>
      {message && (
        <Alert
          role="group"
          color={message.tone === 'done' ? 'pli' : 'red'}
          c="var(--mantine-color-text)"
          icon={message.tone === 'done' ? <IconCircleCheck aria-hidden /> : <IconAlertCircle aria-hidden />}
          {...(onClose && { withCloseButton: true, closeButtonLabel: t('close'), onClose })}
          mt={mt}
          mb={mb}
        >
          {message.text}
        </Alert>
      )}
    </div>
  );
}
