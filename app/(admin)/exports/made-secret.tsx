'use client';

import { Button, CopyButton, Group, Stack, Text, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { Dialog } from '@/app/_components/dialog';

/** The signing secret of a webhook, this once. Only its own button closes it, so that a stray key does not lose it. */
export function MadeSecret({ secret, onClose }: { secret: string; onClose: () => void }) {
  const t = useTranslations('destinations.secret');
  return (
    <Dialog opened title={t('title')} onClose={null}>
      <Stack>
        <Text>{t('text')}</Text>
        <TextInput
          label={t('label')}
          value={secret}
          readOnly
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }}
          onFocus={(event) => event.currentTarget.select()}
          data-autofocus
        />
        <Group justify="end">
          <CopyButton value={secret} timeout={4_000}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                <span aria-live="polite">{copied ? t('copied') : t('copy')}</span>
              </Button>
            )}
          </CopyButton>
          <Button onClick={onClose}>{t('done')}</Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
