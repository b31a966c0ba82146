'use client';

import { Button, Group, Stack, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { Dialog } from '@/app/_components/dialog/dialog';
import { Flash, type FlashMessage } from '@/app/_components/dialog/flash';
import { callApi } from '@/app/_components/form/call-api';
import { Form } from '@/app/_components/form/form';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';
import type { CreateDestinationAnswer, DestinationItem, DestinationKind } from '@/lib/destinations/wire';
import { DestinationFields, FormState } from './destination-fields';
import { type Faults, faultsIn, readForm } from './read-form';

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
  const [faults, setFaults] = useState<Faults>(new Set());
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  // The first field to mend, wherever in the form one is.
  useEffect(() => {
    if (faults.size > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [faults]);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { startAt, ...typed } = readForm(kind, new FormData(event.currentTarget));
    const found = faultsIn(kind, item === null, { startAt, ...typed });
    setFaults(found);
    if (found.size > 0) return setMessage({ tone: 'refused', text: t('fields.mend') });
    setBusy(true);
    const answer = await (item === null
      ? callApi<CreateDestinationAnswer>('POST', '/api/audit/destinations', { kind, startAt, ...typed })
      : callApi<{ secret: null }>('PATCH', `/api/audit/destinations/${item.id}`, typed));
    setBusy(false);
    if (answer.ok) props.onSaved(answer.data.secret);
    else setMessage({ tone: 'refused', text: refusalText(answer.refusal) });
  };
  const title = item ? t('editTitle', { name: item.name }) : t(`kinds.${kind}`);
  return (
    <Dialog opened size="lg" title={title} onClose={props.onClose}>
      <Form ref={form} onSubmit={(event) => void submit(event)} noValidate>
        <Stack>
          <Text c="dimmed" size="sm">
            {t(`about.${kind}`)}
          </Text>
          <FormState value={{ item, faults }}>
            <DestinationFields kind={kind} />
          </FormState>
          <Flash message={message} onClose={() => setMessage(null)} mb={0} />
          <Group justify="end">
            <Button variant="default" onClick={props.onClose}>
              {tc('cancel')}
            </Button>
            <Button type="submit" loading={busy}>
              {tc('save')}
            </Button>
          </Group>
        </Stack>
      </Form>
    </Dialog>
  );
}
