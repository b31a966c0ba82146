'use client';

import { Button, Group, Radio, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useLocale, useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { Dialog } from '@/app/_components/dialog/dialog';
import { Flash, type FlashMessage } from '@/app/_components/dialog/flash';
import { callApi } from '@/app/_components/form/call-api';
import { Form } from '@/app/_components/form/form';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';
import type { CreateMemberAnswer, Role } from '@/lib/auth/wire';
import { locales } from '@/lib/i18n/locales';

export const roles = ['member', 'administrator', 'auditor'] as const satisfies readonly Role[];

/** Makes an account; the person chooses the password by the link she is mailed. */
export function InviteMember(props: {
  opened: boolean;
  onClose: () => void;
  onInvited: (email: string) => void;
}) {
  const t = useTranslations('settings.members');
  const tl = useTranslations('common.language');
  const tc = useTranslations('common');
  const refusalText = useRefusalText();
  const [message, setMessage] = useState<FlashMessage>(null);
  const [busy, setBusy] = useState(false);
  const ownLocale = useLocale();
  const [locale, setLocale] = useState<string>(ownLocale);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const email = String(form.get('email') ?? '').trim();
    setBusy(true);
    const answer = await callApi<CreateMemberAnswer>('POST', '/api/members', {
      email,
      displayName: String(form.get('displayName') ?? '').trim(),
      role: form.get('role'),
      locale,
    });
    setBusy(false);
    if (!answer.ok) return setMessage({ tone: 'refused', text: refusalText(answer.refusal) });
    setMessage(null);
    props.onClose();
    props.onInvited(email);
  };

  return (
    <Dialog opened={props.opened} title={t('invite')} onClose={props.onClose}>
      <Form onSubmit={(event) => void submit(event)}>
        <Flash message={message} onClose={() => setMessage(null)} />
        <Stack>
          <Text c="dimmed" size="sm">
            {t('inviteText')}
          </Text>
          <TextInput name="email" type="email" label={t('email')} required data-autofocus />
          <TextInput
            name="displayName"
            label={t('name')}
            placeholder={t('namePlaceholder')}
            required
            maxLength={200}
          />
          <Radio.Group name="role" label={t('role')} defaultValue="member">
            <Stack gap="xs" mt={6}>
              {roles.map((role) => (
                <Radio
                  key={role}
                  value={role}
                  label={t(`roles.${role}`)}
                  description={t(`roleHints.${role}`)}
                />
              ))}
            </Stack>
          </Radio.Group>
          <SegmentedControl
            aria-label={t('language')}
            value={locale}
            onChange={setLocale}
            data={locales.map((one) => ({ value: one, label: tl(one) }))}
          />
          <Group justify="end">
            <Button variant="default" onClick={props.onClose}>
              {tc('cancel')}
            </Button>
            <Button type="submit" loading={busy}>
              {t('send')}
            </Button>
          </Group>
        </Stack>
      </Form>
    </Dialog>
  );
}
