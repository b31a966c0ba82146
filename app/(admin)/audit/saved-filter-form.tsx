'use client';

import { Button, Group, Switch, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { callApi } from '@/app/_components/form/call-api';
import { Form } from '@/app/_components/form/form';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';
import type { SavedFilterItem } from '@/lib/audit/explore/saved-filter-wire';
import type { ChosenFilter } from './chosen-filter';

/** A new filter, or another name for one. */
export type Asked = { kind: 'new' } | { kind: 'change'; filter: SavedFilterItem };

/** Asks for the name of a filter, and whether others see it. */
export function SavedFilterForm(props: {
  asked: Asked;
  chosen: ChosenFilter;
  /** One's other filters: two of one name could not be told apart. */
  taken: readonly SavedFilterItem[];
  onClose: () => void;
  onSaved: (name: string) => void;
}) {
  const t = useTranslations('audit.saved');
  const tc = useTranslations('common');
  const refusalText = useRefusalText();
  const [refused, setRefused] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const { asked } = props;
  const before = asked.kind === 'change' ? asked.filter : null;
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const name = String(form.get('name')).trim();
    const shared = form.get('shared') !== null;
    if (props.taken.some((other) => other.name.toLowerCase() === name.toLowerCase())) {
      return setRefused(t('taken'));
    }
    setBusy(true);
    const answer =
      before === null
        ? await callApi('POST', '/api/audit/filters', { name, shared, choice: props.chosen })
        : await callApi('PATCH', `/api/audit/filters/${before.id}`, { name, shared });
    setBusy(false);
    if (answer.ok) props.onSaved(name);
    else setRefused(refusalText(answer.refusal));
  };
  return (
    <Form onSubmit={(event) => void submit(event)}>
      <TextInput
        name="name"
        label={t('name')}
        defaultValue={before?.name ?? ''}
        required
        withAsterisk={false}
        maxLength={80}
        autoComplete="off"
        data-autofocus
        error={refused}
      />
      <Switch
        name="shared"
        mt="md"
        label={t('share')}
        description={t('sharedHint')}
        defaultChecked={before?.shared ?? false}
      />
      <Group justify="end" mt="lg">
        <Button variant="default" onClick={props.onClose}>
          {tc('cancel')}
        </Button>
        <Button type="submit" loading={busy}>
          {t('confirm')}
        </Button>
      </Group>
    </Form>
  );
}
