'use client';

import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { FormEvent } from 'react';
import { Dialog } from '@/app/_components/dialog/dialog';
import { Form } from '@/app/_components/form/form';
import type { RecipientStatus } from '@/lib/envelope/wire';

/** Asks for the right address in the place of a mistyped one, and says what that does and does not. */
export function CorrectDialog({
  recipient,
  onClose,
  onCorrect,
}: {
  recipient: RecipientStatus;
  onClose: () => void;
  onCorrect: (address: string) => void;
}) {
  const t = useTranslations('mail.status.deeds');
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onCorrect(String(new FormData(event.currentTarget).get('address') ?? ''));
  };
  return (
    <Dialog opened title={t('correctTitle', { address: recipient.address })} onClose={onClose}>
      <Form onSubmit={submit}>
        <Stack>
          <Text size="sm">{t('correctText', { opened: recipient.openedAt === null ? 'no' : 'yes' })}</Text>
          <TextInput
            type="email"
            name="address"
            label={t('address')}
            required
            defaultValue={recipient.address}
            autoComplete="off"
            data-autofocus
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit">{t('correct')}</Button>
          </Group>
        </Stack>
      </Form>
    </Dialog>
  );
}
