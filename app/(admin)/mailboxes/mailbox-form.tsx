'use client';

import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { Flash } from '@/app/_components/dialog/flash';
import type { ApiAnswer } from '@/app/_components/form/call-api';
import { Form } from '@/app/_components/form/form';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';

type Field = 'name' | 'address';

/** Asks for a name, an address, or both; a refusal is said here, and what was typed stays. */
export function MailboxForm(props: {
  fields: readonly Field[];
  name?: string;
  text?: string;
  action: string;
  onClose: () => void;
  send: (typed: Partial<Record<Field, string>>) => Promise<ApiAnswer<unknown>>;
}) {
  const t = useTranslations('settings.mailboxes');
  const tc = useTranslations('common');
  const refusalText = useRefusalText();
  const [refused, setRefused] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    const typed = props.fields.map((field) => [field, String(form.get(field) ?? '').trim()]);
    const answer = await props.send(Object.fromEntries(typed));
    setBusy(false);
    if (answer.ok) props.onClose();
    else setRefused(refusalText(answer.refusal));
  };
  return (
    <Form onSubmit={(event) => void submit(event)}>
      <Flash
        message={refused === null ? null : { tone: 'refused', text: refused }}
        onClose={() => setRefused(null)}
      />
      <Stack>
        {props.text !== undefined && (
          <Text c="dimmed" size="sm">
            {props.text}
          </Text>
        )}
        {props.fields.includes('name') && (
          <TextInput
            name="name"
            label={t('name')}
            placeholder={t('namePlaceholder')}
            defaultValue={props.name ?? ''}
            required
            maxLength={150}
            autoComplete="off"
            data-autofocus
          />
        )}
        {props.fields.includes('address') && (
          <TextInput
            name="address"
            type="email"
            label={t('address')}
            required
            maxLength={320}
            autoComplete="off"
            data-autofocus={props.fields.includes('name') ? undefined : true}
          />
        )}
        <Group justify="end">
          <Button variant="default" onClick={props.onClose}>
            {tc('cancel')}
          </Button>
          <Button type="submit" loading={busy}>
            {props.action}
          </Button>
        </Group>
      </Stack>
    </Form>
  );
}
