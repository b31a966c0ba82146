'use client';

import { Alert, Button, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { Dialog } from '@/app/_components/dialog/dialog';
import { callApi } from '@/app/_components/form/call-api';
import { Form } from '@/app/_components/form/form';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';
import { type Contact, contactLimits, mergeContacts, toContact } from '@/lib/contact-files/contact';
import type { AddContactsAnswer, ContactItem } from '@/lib/contacts/wire';

/** What is asked: a new contact, a look at one, or what two become. */
export type ContactAsked =
  | { kind: 'add' }
  | { kind: 'change'; contact: ContactItem; mayChange: boolean }
  | { kind: 'merge'; kept: ContactItem; other: ContactItem };

const { addressesMax, lineCharactersMax, phoneCharactersMax, noteCharactersMax } = contactLimits;
const nobody: Contact = { name: '', addresses: [''], organisation: '', role: '', phone: '', note: '' };
const lines = ['organisation', 'role', 'phone'] as const;

/** A contact's fields; what does not fit, and what the server refuses, is said in the dialog. */
export default function ContactDialog({
  mailboxId,
  asked,
  onDone,
  onClose,
}: {
  mailboxId: string;
  asked: ContactAsked;
  onDone: (words: string) => void;
  onClose: () => void;
}) {
  const t = useTranslations('contacts.form');
  const tBook = useTranslations('contacts');
  const refusalText = useRefusalText();
  const [contact, setContact] = useState<Contact>(() => begun(asked, t));
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const readOnly = asked.kind === 'change' && !asked.mayChange;
  const change = (part: Partial<Contact>) => setContact((before) => ({ ...before, ...part }));
  const changeAddress = (place: number, typed: string) =>
    change({ addresses: contact.addresses.map((address, index) => (index === place ? typed : address)) });

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const clean = toContact(contact);
    if ('fault' in clean) {
      setRefused(t(`fault.${clean.fault}`, { value: clean.value, max: addressesMax }));
      return;
    }
    setBusy(true);
    const words = await save(clean);
    setBusy(false);
    setRefused(words);
    if (words === null) onDone(tBook(asked.kind === 'merge' ? 'merged' : 'saved'));
  };
  /** Why it was refused; null where it is kept. */
  const save = async (clean: Contact): Promise<string | null> => {
    if (asked.kind === 'add') {
      const body = { mailbox: mailboxId, contacts: [clean] };
      const answer = await callApi<AddContactsAnswer>('POST', '/api/contacts', body);
      if (!answer.ok) return refusalText(answer.refusal);
      const [result] = answer.data.results;
      if (result === undefined || 'id' in result) return null;
      return t('present', { ...result.present, named: String(result.present.name !== '') });
    }
    const kept = asked.kind === 'merge' ? asked.kept : asked.contact;
    const merged = asked.kind === 'merge' && { id: asked.other.id, version: asked.other.version };
    const body = { version: kept.version, contact: clean, ...(merged && { merged }) };
    const answer = await callApi('PUT', `/api/contacts/${kept.id}`, body);
    return answer.ok ? null : refusalText(answer.refusal);
  };
  return (
    <Dialog opened title={t(`${asked.kind}Title`)} onClose={onClose}>
      <Form onSubmit={(event) => void submit(event)} noValidate>
        <Stack gap="sm">
          {asked.kind === 'merge' && (
            <Text size="sm" c="dimmed">
              {t('mergeText')}
            </Text>
          )}
          <TextInput
            label={t('name')}
            value={contact.name}
            readOnly={readOnly}
            maxLength={lineCharactersMax}
            autoComplete="off"
            data-autofocus
            onChange={({ currentTarget }) => change({ name: currentTarget.value })}
          />
          {contact.addresses.map((address, place) => (
            <TextInput
              // biome-ignore lint/suspicious/noArrayIndexKey: places have no other name, and none moves
              key={place}
              label={place === 0 ? t('address') : t('addressN', { n: place + 1 })}
              value={address}
              readOnly={readOnly}
              inputMode="email"
              spellCheck={false}
              autoComplete="off"
              onChange={({ currentTarget }) => changeAddress(place, currentTarget.value)}
            />
          ))}
          {!readOnly && contact.addresses.length < addressesMax && (
            <Group>
              <Button
                size="compact-sm"
                variant="subtle"
                leftSection={<IconPlus size={16} aria-hidden />}
                onClick={() => change({ addresses: [...contact.addresses, ''] })}
              >
                {t('anotherAddress')}
              </Button>
            </Group>
          )}
          {lines.map((field) => (
            <TextInput
              key={field}
              label={t(field)}
              value={contact[field]}
              readOnly={readOnly}
              maxLength={field === 'phone' ? phoneCharactersMax : lineCharactersMax}
              autoComplete="off"
              onChange={({ currentTarget }) => change({ [field]: currentTarget.value })}
            />
          ))}
          <Textarea
            label={t('note')}
            value={contact.note}
            readOnly={readOnly}
            maxLength={noteCharactersMax}
            rows={3}
            onChange={({ currentTarget }) => change({ note: currentTarget.value })}
          />
          {refused !== null && (
            <Alert color="red" role="alert">
              {refused}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t(readOnly ? 'close' : 'cancel')}
            </Button>
            {!readOnly && (
              <Button type="submit" loading={busy}>
                {t(asked.kind === 'merge' ? 'saveMerged' : 'save')}
              </Button>
            )}
          </Group>
        </Stack>
      </Form>
    </Dialog>
  );
}

function begun(asked: ContactAsked, t: ReturnType<typeof useTranslations<'contacts.form'>>): Contact {
  if (asked.kind === 'add') return nobody;
  if (asked.kind === 'change') return asked.contact;
  return mergeContacts(asked.kept, asked.other, (field, value) => t('differs', { label: t(field), value }));
}
