'use client';

import { Button, Group, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { Dialog } from '@/app/_components/dialog/dialog';

/** A newer version was saved elsewhere: the person says which one stays. */
export function StaleDraft({
  opened,
  onKeep,
  onTake,
}: {
  opened: boolean;
  onKeep: () => void;
  onTake: () => void;
}) {
  const t = useTranslations('compose.stale');
  return (
    <Dialog opened={opened} title={t('title')} onClose={null}>
      <Text size="sm">{t('text')}</Text>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onTake}>
          {t('take')}
        </Button>
        <Button onClick={onKeep}>{t('keep')}</Button>
      </Group>
    </Dialog>
  );
}
