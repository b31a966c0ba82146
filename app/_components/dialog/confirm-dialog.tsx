'use client';

import { Button, Group, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { Dialog } from './dialog';

export type Confirmation = { title: string; text: string; action: string; grave: boolean };

/** Asks before something that cannot be taken back. The focus starts on "Cancel". */
export default function ConfirmDialog(props: {
  confirmation: Confirmation;
  onCancel: () => void;
  onConfirm: () => void;
}) {
  const tc = useTranslations('common');
  const { title, text, action, grave } = props.confirmation;
  return (
    <Dialog opened title={title} onClose={props.onCancel}>
      <Text>{text}</Text>
      <Group justify="end" mt="lg">
        <Button variant="default" onClick={props.onCancel} data-autofocus>
          {tc('cancel')}
        </Button>
        <Button {...(grave ? { color: 'red.9' } : {})} onClick={props.onConfirm}>
          {action}
        </Button>
      </Group>
    </Dialog>
  );
}
