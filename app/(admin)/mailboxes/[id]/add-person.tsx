'use client';

import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useTranslations } from 'next-intl';
import { type FormEvent, useEffect, useId, useState } from 'react';
import { callApi } from '@/app/_components/form/call-api';
import { Form } from '@/app/_components/form/form';
import type { MailboxRight } from '@/lib/access/actor';
import type { MembersAnswer } from '@/lib/auth/wire';
import classes from './mailbox.module.css';
import { RightsBoxes } from './rights-boxes';

type Known = Pick<MembersAnswer['members'][number], 'email' | 'displayName'>;

/** Takes a colleague's address, completed from the accounts for who may list them (`suggests`), and what she may do. */
export function AddPerson({
  suggests,
  onAdd,
}: {
  suggests: boolean;
  onAdd: (email: string, rights: MailboxRight[]) => Promise<boolean>;
}) {
  const t = useTranslations('settings.mailboxes');
  const listId = useId();
  const [email, setEmail] = useState('');
  const [rights, setRights] = useState<MailboxRight[]>(['read', 'send']);
  const [busy, setBusy] = useState(false);
  const known = useKnown(suggests ? email : '');
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setBusy(true);
    if (await onAdd(email.trim(), rights)) setEmail('');
    setBusy(false);
  };
  return (
    <Form className={classes.add} onSubmit={(event) => void submit(event)}>
      <TextInput
        type="email"
        label={t('email')}
        className={classes.email ?? ''}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        required
        withAsterisk={false}
        maxLength={320}
        autoComplete="off"
        list={listId}
      />
      <datalist id={listId}>
        {known.map((one) => (
          <option key={one.email} value={one.email}>
            {one.displayName}
          </option>
        ))}
      </datalist>
      <RightsBoxes label={t('newRights')} given={rights} onChange={setRights} />
      <Button type="submit" loading={busy} disabled={rights.length === 0}>
        {t('add')}
      </Button>
    </Form>
  );
}

/** Accounts that what is typed may mean. */
function useKnown(typed: string): readonly Known[] {
  const [wanted] = useDebouncedValue(typed.trim(), 250);
  const [known, setKnown] = useState<readonly Known[]>([]);
  useEffect(() => {
    if (wanted.length < 2) return;
    let isWanted = true;
    void callApi<MembersAnswer>('POST', '/api/members/search', { search: wanted }).then((answer) => {
      if (isWanted && answer.ok)
        setKnown(answer.data.members.filter(({ state, role }) => state !== 'closed' && role !== 'auditor'));
    });
    return () => {
      isWanted = false;
    };
  }, [wanted]);
  return known;
}
