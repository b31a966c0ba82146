'use client';

import { Button, Group, Radio, Stack, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { Dialog } from '@/app/_components/dialog/dialog';
import { callApi } from '@/app/_components/form/call-api';
import { Form } from '@/app/_components/form/form';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';
import type { MemberItem } from '@/lib/auth/wire';
import { roles } from './invite-member';

type Asked = { member: MemberItem; deed: 'close' | 'role' };

/** Asks before an account is closed, and for the new role. */
export function MemberDialog(props: {
  asked: Asked | null;
  onClose: () => void;
  onConfirmedClose: (member: MemberItem) => void;
  onRoleChanged: (member: MemberItem) => void;
  onRefused: (text: string) => void;
}) {
  const t = useTranslations('settings.members');
  const tc = useTranslations('common');
  const { asked } = props;
  const name = asked?.member.displayName ?? '';
  return (
    <Dialog
      opened={asked !== null}
      title={asked?.deed === 'role' ? t('roleTitle', { name }) : t('closeTitle', { name })}
      onClose={props.onClose}
    >
      {asked?.deed === 'close' && (
        <>
          <Text>{t('closeText')}</Text>
          <Group justify="end" mt="lg">
            <Button variant="default" onClick={props.onClose} data-autofocus>
              {tc('cancel')}
            </Button>
            <Button
              color="red.9"
              onClick={() => {
                props.onClose();
                props.onConfirmedClose(asked.member);
              }}
            >
              {t('do.close')}
            </Button>
          </Group>
        </>
      )}
      {asked?.deed === 'role' && <RoleForm {...props} member={asked.member} />}
    </Dialog>
  );
}

function RoleForm(props: {
  member: MemberItem;
  onClose: () => void;
  onRoleChanged: (member: MemberItem) => void;
  onRefused: (text: string) => void;
}) {
  const t = useTranslations('settings.members');
  const tc = useTranslations('common');
  const refusalText = useRefusalText();
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setBusy(true);
    const role = new FormData(event.currentTarget).get('role');
    const answer = await callApi('PATCH', `/api/members/${props.member.id}`, { role });
    setBusy(false);
    props.onClose();
    if (answer.ok) props.onRoleChanged(props.member);
    else props.onRefused(refusalText(answer.refusal));
  };
  return (
    <Form onSubmit={(event) => void submit(event)}>
      <Radio.Group name="role" defaultValue={props.member.role} aria-label={t('role')}>
        <Stack gap="sm">
          {roles.map((role) => (
            <Radio key={role} value={role} label={t(`roles.${role}`)} description={t(`roleHints.${role}`)} />
          ))}
        </Stack>
      </Radio.Group>
      <Group justify="end" mt="lg">
        <Button variant="default" onClick={props.onClose}>
          {tc('cancel')}
        </Button>
        <Button type="submit" loading={busy}>
          {tc('save')}
        </Button>
      </Group>
    </Form>
  );
}
