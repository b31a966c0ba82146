'use client';

import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { callApi } from '@/app/_components/call-api';
import { Flash, type FlashMessage } from '@/app/_components/flash';
import { useRefusalText } from '@/app/_components/use-refusal-text';
import type { CreateDestinationAnswer, DestinationItem, DestinationKind } from '@/lib/destinations/wire';
import { S3Fields, StartField, SyslogFields, WebhookFields } from './destination-fields';
import { readForm } from './read-form';

/** Makes a destination, or changes one; secrets that are left empty stay as they are. */
export function DestinationDialog(props: {
  kind: DestinationKind;
  item: DestinationItem | null;
  onClose: () => void;
  onSaved: (secret: string | null) => void;
}) {
  const t = useTranslations('destinations');
  const tc = useTranslations('common');
  const refusalText = useRefusalText();
  const { kind, item } = props;
  const [message, setMessage] = useState<FlashMessage>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { name, startAt, settings, secret } = readForm(kind, new FormData(event.currentTarget));
    setBusy(true);
    const shared = { name, settings, ...(secret === '' ? {} : { secret }) };
    const answer = await (item === null
      ? callApi<CreateDestinationAnswer>('POST', '/api/audit/destinations', { kind, startAt, ...shared })
      : callApi<{ secret: null }>('PATCH', `/api/audit/destinations/${item.id}`, shared));
    setBusy(false);
    if (answer.ok) props.onSaved(answer.data.secret);
    else setMessage({ tone: 'refused', text: refusalText(answer.refusal) });
  };
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={item ? t('editTitle', { name: item.name }) : t(`kinds.${kind}`)}
      closeButtonProps={{ 'aria-label': tc('close') }}
      transitionProps={{ duration: 0 }}
      size="lg"
    >
      <form onSubmit={(event) => void submit(event)}>
        <Flash message={message} onClose={() => setMessage(null)} />
        <Stack>
          <Text c="dimmed" size="sm">
            {t(`about.${kind}`)}
          </Text>
          <TextInput
            name="name"
            label={t('fields.name')}
            defaultValue={item?.name ?? ''}
            required
            maxLength={100}
            data-autofocus
          />
          {kind === 'syslog' && <SyslogFields now={item?.kind === 'syslog' ? item.settings : null} />}
          {kind === 'webhook' && <WebhookFields now={item?.kind === 'webhook' ? item.settings : null} />}
          {kind === 's3' && <S3Fields now={item?.kind === 's3' ? item.settings : null} />}
          {item === null && <StartField />}
          <Group justify="end">
            <Button variant="default" onClick={props.onClose}>
              {tc('cancel')}
            </Button>
            <Button type="submit" loading={busy}>
              {tc('save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
