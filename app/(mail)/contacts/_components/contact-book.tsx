'use client';

import { Alert, Button, TextInput } from '@mantine/core';
import { IconAddressBook, IconDownload, IconPlus, IconSearch, IconUpload } from '@tabler/icons-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Dropdown } from '@/app/_components/dialog/dropdown';
import menu from '@/app/_components/dialog/dropdown.module.css';
import { EmptyState } from '@/app/_components/show/empty-state';
import { Paper } from '@/app/_components/show/paper';
import type { ContactItem, ContactsAnswer } from '@/lib/contacts/wire';
import { ChosenBar } from './chosen-bar';
import type { ContactAsked } from './contact-dialog';
import { ContactRow } from './contact-row';
import classes from './contacts.module.css';
import { useContacts } from './use-contacts';
import { useRemoval } from './use-removal';

const ContactDialog = dynamic(() => import('./contact-dialog'), { ssr: false });
const ImportDialog = dynamic(() => import('./import-dialog'), { ssr: false });

const icon = { size: 18, stroke: 1.7, 'aria-hidden': true } as const;

/** An address book: looked through as one types, added to, changed, merged, imported and exported. */
export function ContactBook({
  mailboxId,
  mayChange,
  first,
}: {
  mailboxId: string;
  mayChange: boolean;
  first: ContactsAnswer;
}) {
  const t = useTranslations('contacts');
  const { typed, setTyped, shown, isLooking, refused, reload, more } = useContacts(mailboxId, first);
  const { contacts, next, q } = shown;
  const [chosenIds, setChosenIds] = useState<readonly string[]>([]);
  const [asked, setAsked] = useState<ContactAsked | 'import' | null>(null);
  const [said, setSaid] = useState('');
  const removal = useRemoval(mailboxId, reload);
  const chosen = contacts.filter(({ id }) => chosenIds.includes(id));
  const merge = ([kept, other]: readonly ContactItem[]) => {
    if (kept && other) setAsked({ kind: 'merge', kept, other });
  };
  const done = (words: string) => {
    setAsked(null);
    setChosenIds([]);
    setSaid(words);
    void reload();
  };
  return (
    <>
      <div className={classes.head}>
        <TextInput
          className={classes.search ?? ''}
          type="search"
          aria-label={t('search')}
          placeholder={t('search')}
          leftSection={<IconSearch {...icon} />}
          value={typed}
          maxLength={100}
          autoComplete="off"
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        />
        <div className={classes.deeds}>
          {mayChange && (
            <>
              <Button leftSection={<IconPlus {...icon} />} onClick={() => setAsked({ kind: 'add' })}>
                {t('add')}
              </Button>
              <Button
                variant="default"
                leftSection={<IconUpload {...icon} />}
                onClick={() => setAsked('import')}
              >
                {t('import')}
              </Button>
            </>
          )}
          <Dropdown
            faceClassName={classes.face ?? ''}
            face={
              <>
                <IconDownload {...icon} /> {t('export')}
              </>
            }
          >
            {(['vcard', 'csv'] as const).map((format) => (
              <a
                key={format}
                href={`/api/contacts/export?mailbox=${mailboxId}&format=${format}`}
                download
                className={menu.choice}
              >
                {t(format === 'csv' ? 'exportCsv' : 'exportVcard')}
              </a>
            ))}
          </Dropdown>
        </div>
      </div>
      <p className={classes.said} role="status">
        {isLooking
          ? t('looking')
          : q !== ''
            ? t('found', { count: contacts.length, more: String(next !== null) })
            : said}
      </p>
      {refused !== null && (
        <Alert color="red" mb="sm" role="alert">
          {refused}
        </Alert>
      )}
      {removal.bar}
      <Paper padded={false}>
        {contacts.length === 0 ? (
          <EmptyState
            icon={<IconAddressBook size={48} stroke={1.4} aria-hidden />}
            title={t(q === '' ? 'emptyTitle' : 'noneTitle')}
            text={t(q === '' ? 'emptyText' : 'noneText')}
          />
        ) : (
          <>
            {mayChange && (
              <ChosenBar
                shown={contacts}
                chosen={chosen}
                onChoose={setChosenIds}
                onMerge={() => merge(chosen)}
                onRemove={() => {
                  setChosenIds([]);
                  setSaid('');
                  void removal.remove(chosen);
                }}
              />
            )}
            <ul className={classes.list} aria-label={t('list')}>
              {contacts.map((contact) => (
                <ContactRow
                  key={contact.id}
                  contact={contact}
                  chosen={mayChange ? chosenIds.includes(contact.id) : null}
                  onChoose={(isChosen) =>
                    setChosenIds((before) =>
                      isChosen ? [...before, contact.id] : before.filter((id) => id !== contact.id),
                    )
                  }
                  onOpen={() => setAsked({ kind: 'change', contact, mayChange })}
                />
              ))}
            </ul>
            {next !== null && (
              <div className={classes.more}>
                <Button variant="default" onClick={() => void more()}>
                  {t('more')}
                </Button>
              </div>
            )}
          </>
        )}
      </Paper>
      {asked === 'import' ? (
        <ImportDialog mailboxId={mailboxId} onAdded={() => void reload()} onClose={() => setAsked(null)} />
      ) : (
        asked && (
          <ContactDialog mailboxId={mailboxId} asked={asked} onDone={done} onClose={() => setAsked(null)} />
        )
      )}
    </>
  );
}
