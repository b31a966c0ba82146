'use client';

import { Button, CopyButton, Group, Stack, Text, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { Dialog } from '@/app/_components/dialog';
import type { CreateAccessTokenAnswer } from '@/lib/access-tokens/wire';

/** The token, this once. Only its own button closes it, so that a stray key does not lose it. */
export function MadeToken({ made, onClose }: { made: CreateAccessTokenAnswer; onClose: () => void }) {
  const t = useTranslations('programs.tokens.made');
  return (
    <Dialog opened title={t('title')} onClose={null}>
      <Stack>
        <Text>{t('text')}</Text>
        <TextInput
          label={t('token', { name: made.name })}
          value={made.token}
          readOnly
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }}
          onFocus={(event) => event.currentTarget.select()}
          data-autofocus
        />
        <Group justify="end">
          <CopyButton value={made.token} timeout={4_000}>
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
