'use client';

import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconLockCheck } from '@tabler/icons-react';
import { useLocale, useNow, useTranslations } from 'next-intl';
import { Dialog } from '@/app/_components/dialog/dialog';
import { useMomentFormat } from '@/app/_components/show/use-moment-format';
import type { ComposeState } from '@/lib/browser/compose/compose-state';
import { formatBytes } from '@/lib/i18n/format-bytes';
import classes from '../compose.module.css';
import { sendHints } from './send-obstacle';

/** Addresses written out: enough to see a wrong one, few enough to be read. */
const listed = 8;

/** The last look before the irreversible: to whom, what, for how long, and what may have been forgotten. */
export function ConfirmSend({
  opened,
  state,
  titleShown,
  onConfirm,
  onClose,
}: {
  opened: boolean;
  state: ComposeState;
  titleShown: boolean;
  onConfirm: () => void;
  onClose: () => void;
}) {
  const t = useTranslations('compose.send');
  const locale = useLocale();
  const now = useNow();
  const { text, attachments } = state;
  const recipients = [...text.to, ...text.cc, ...text.bcc];
  const hints = sendHints(state);
  const size = formatBytes(
    attachments.reduce((sum, { bytes }) => sum + bytes, 0),
    locale,
  );
  const expiry = new Date(now.getTime() + text.expiresInDays * 86_400_000);
  const until = useMomentFormat()(expiry, { dateStyle: 'long' });
  const title = text.title.trim();
  return (
    <Dialog opened={opened} title={t('confirmTitle')} onClose={onClose}>
      <Stack gap="sm">
        <div>
          <Text fw={600}>{t('confirmTo', { count: recipients.length })}</Text>
          <ul className={classes.confirmList}>
            {recipients.slice(0, listed).map(({ address, name }) => (
              <li key={address}>
                {name ? `${name} ` : ''}
                <span>{address}</span>
              </li>
            ))}
          </ul>
          {recipients.length > listed && (
            <Text size="sm">{t('confirmMore', { count: recipients.length - listed })}</Text>
          )}
        </div>
        <Text size="sm" c="dimmed">
          {t('confirmFiles', { count: attachments.length, size })} · {t('confirmUntil', { until })}
        </Text>
        {hints.map((hint) => (
          <Alert
            key={hint}
            color="yellow"
            icon={<IconAlertTriangle aria-hidden />}
            c="var(--mantine-color-text)"
            py="xs"
          >
            {t(hint)}
          </Alert>
        ))}
        {titleShown && title !== '' && <Text size="sm">{t('titleWarning', { title })}</Text>}
        <Text size="sm">{t('irreversible')}</Text>
        <Group justify="flex-end" mt="xs">
          <Button variant="default" onClick={onClose}>
            {t('back')}
          </Button>
          <Button data-autofocus leftSection={<IconLockCheck size={18} aria-hidden />} onClick={onConfirm}>
            {t('confirm')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
