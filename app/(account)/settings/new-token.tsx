'use client';

import { Button, Checkbox, Group, Select, Stack, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { Dialog } from '@/app/_components/dialog/dialog';
import { Flash, type FlashMessage } from '@/app/_components/dialog/flash';
import { callApi } from '@/app/_components/form/call-api';
import { Form } from '@/app/_components/form/form';
import { PasswordField } from '@/app/_components/form/password-field';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';
import { scopes } from '@/lib/access/scopes';
import type { CreateAccessTokenAnswer } from '@/lib/access-tokens/wire';
import { MadeToken } from './made-token';

type Role = 'member' | 'administrator' | 'auditor';
const lifetimes = [7, 30, 90, 365] as const;

/** What a role can make use of: others would be refused by the policy anyway. */
const useful = (role: Role) =>
  scopes.filter(
    (scope) => role === 'administrator' || scope.startsWith(role === 'auditor' ? 'audit:' : 'envelopes:'),
  );

/** Asks for name, rights, lifetime and password; then shows the token, once. */
export function NewToken({ role, onMade, onClose }: { role: Role; onMade: () => void; onClose: () => void }) {
  const t = useTranslations('programs.tokens');
  const refusalText = useRefusalText();
  const [made, setMade] = useState<CreateAccessTokenAnswer | null>(null);
  const [chosen, setChosen] = useState<string[]>([]);
  const [days, setDays] = useState('90');
  const [missing, setMissing] = useState({ name: false, rights: false });
  const [message, setMessage] = useState<FlashMessage>(null);
  const [wrongPassword, setWrongPassword] = useState(false);
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const name = String(data.get('name') ?? '').trim();
    const lacks = { name: name === '', rights: chosen.length === 0 };
    setMissing(lacks);
    if (lacks.name || lacks.rights) return;
    setBusy(true);
    const answer = await callApi<CreateAccessTokenAnswer>('POST', '/api/access-tokens', {
      name,
      scopes: chosen,
      expiresInDays: Number(days),
      currentPassword: String(data.get('password') ?? ''),
    });
    setBusy(false);
    setWrongPassword(!answer.ok && answer.refusal.code === 'sign-in-refused');
    setMessage(null);
    if (!answer.ok) {
      if (answer.refusal.code !== 'sign-in-refused')
        setMessage({ tone: 'refused', text: refusalText(answer.refusal) });
      return;
    }
    setMade(answer.data);
    onMade();
  };

  if (made !== null) return <MadeToken made={made} onClose={onClose} />;
  return (
    <Dialog opened title={t('form.title')} onClose={onClose}>
      <Form onSubmit={(event) => void submit(event)} noValidate>
        <Flash message={message} onClose={() => setMessage(null)} />
        <Stack>
          <TextInput
            name="name"
            label={t('form.name')}
            placeholder={t('form.namePlaceholder')}
            maxLength={100}
            error={missing.name && t('form.nameMissing')}
            data-autofocus
          />
          <Checkbox.Group
            size="md"
            label={t('form.rights')}
            value={chosen}
            onChange={setChosen}
            error={missing.rights && t('form.rightsMissing')}
          >
            <Stack gap={8} mt={4} mb={6}>
              {useful(role).map((scope) => (
                <Checkbox key={scope} value={scope} label={t(`scopes.${scope}`)} />
              ))}
            </Stack>
          </Checkbox.Group>
          <Select
            size="md"
            label={t('form.expiry')}
            value={days}
            onChange={(value) => setDays(value ?? '90')}
            allowDeselect={false}
            data={lifetimes.map((count) => ({
              value: String(count),
              label: count === 365 ? t('form.year') : t('form.days', { days: count }),
            }))}
          />
          <PasswordField
            name="password"
            label={t('form.password')}
            description={t('form.passwordHint')}
            autoComplete="current-password"
            error={wrongPassword && t('form.passwordWrong')}
          />
          <Group justify="end">
            <Button variant="default" onClick={onClose}>
              {t('form.cancel')}
            </Button>
            <Button type="submit" loading={busy}>
              {t('form.submit')}
            </Button>
          </Group>
        </Stack>
      </Form>
    </Dialog>
  );
}
