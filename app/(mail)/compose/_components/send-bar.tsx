'use client';

import { ActionIcon, Button, NativeSelect, Text } from '@mantine/core';
import { IconClock, IconLock, IconTrash } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useId } from 'react';
import type { ComposeState } from '@/lib/browser/compose/compose-state';
import classes from '../compose.module.css';

const expiryChoices = [7, 30, 90, 180, 365] as const;

/** Send, for how long, and what is happening once it was pressed. */
export function SendBar({
  phase,
  expiresInDays,
  onSend,
  onLater,
  onCancel,
  onExpiry,
  onDiscard,
}: {
  phase: ComposeState['phase'];
  expiresInDays: number;
  onSend: () => void;
  /** Null where a letter cannot wait. */
  onLater: (() => void) | null;
  onCancel: () => void;
  onExpiry: (days: number) => void;
  onDiscard: () => void;
}) {
  const t = useTranslations('compose.send');
  const ofLater = useTranslations('compose.later');
  const expiryId = useId();
  if (phase === 'sending' || phase === 'sealing' || phase === 'sealed') {
    return (
      <div className={classes.sendBar} role="status">
        {/* Nothing that turns: drawing it takes from the encryption. */}
        <IconLock size={20} aria-hidden />
        <Text>{t(phase === 'sending' ? 'uploading' : 'sealing')}</Text>
        {phase === 'sending' && (
          <Button variant="default" ml="auto" onClick={onCancel}>
            {t('cancel')}
          </Button>
        )}
      </div>
    );
  }
  const choices = [...new Set([...expiryChoices, expiresInDays])].sort((a, b) => a - b);
  return (
    <div className={classes.sendBar}>
      <Button
        size="md"
        leftSection={<IconLock size={18} aria-hidden />}
        data-send
        aria-keyshortcuts="Control+Enter"
        title={t('shortcut')}
        onClick={onSend}
      >
        {t('action')}
      </Button>
      {onLater && (
        <Button
          size="md"
          variant="default"
          leftSection={<IconClock size={18} aria-hidden />}
          aria-keyshortcuts="Control+Shift+Enter"
          title={ofLater('shortcut')}
          onClick={onLater}
        >
          {ofLater('action')}
        </Button>
      )}
      <div className={classes.expiry}>
        <label htmlFor={expiryId}>{t('expiry')}</label>
        <NativeSelect
          id={expiryId}
          value={String(expiresInDays)}
          data={choices.map((days) => ({ value: String(days), label: t('days', { days }) }))}
          onChange={(event) => onExpiry(Number(event.currentTarget.value))}
        />
      </div>
      <Text size="sm" c="dimmed" className={classes.irreversible ?? ''}>
        {t('irreversible')}
      </Text>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={44}
        aria-label={t('discard')}
        title={t('discard')}
        onClick={onDiscard}
      >
        <IconTrash size={20} stroke={1.7} aria-hidden />
      </ActionIcon>
    </div>
  );
}
