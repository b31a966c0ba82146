'use client';

import { Button } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { focusMain } from '@/app/_components/dialog/focus-main';
import { callApi } from '@/app/_components/form/call-api';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';
import { contactsPerRequestMax } from '@/lib/contacts/limits';
import type { AddContactsAnswer, ContactItem } from '@/lib/contacts/wire';
import classes from './contacts.module.css';

type State = { gone: readonly ContactItem[]; words: string };

/** Removes contacts at once; a bar, which must stand in what is rendered, offers to put them back as long as it is there. */
export function useRemoval(mailboxId: string, reload: () => Promise<void>) {
  const t = useTranslations('contacts');
  const refusalText = useRefusalText();
  const [state, setState] = useState<State | null>(null);
  const [busy, setBusy] = useState(false);

  const remove = async (contacts: readonly ContactItem[]) => {
    const gone: ContactItem[] = [];
    let refused: string | null = null;
    for (const some of inParts(contacts)) {
      const asked = { mailbox: mailboxId, ids: some.map(({ id }) => id) };
      const answer = await callApi('POST', '/api/contacts/remove', asked);
      if (answer.ok) gone.push(...some);
      else refused = refusalText(answer.refusal);
      if (refused !== null) break;
    }
    setState({ gone, words: refused ?? t('removed', { count: gone.length }) });
    focusMain();
    await reload();
  };
  const undo = async (gone: readonly ContactItem[]) => {
    setBusy(true);
    let back = 0;
    const left: ContactItem[] = [];
    let refused: string | null = null;
    for (const some of inParts(gone)) {
      const contacts = some.map(({ id, version, ...contact }) => contact);
      const answer = await callApi<AddContactsAnswer>('POST', '/api/contacts', {
        mailbox: mailboxId,
        contacts,
      });
      if (answer.ok) back += answer.data.results.filter((result) => 'id' in result).length;
      else {
        left.push(...some);
        refused = refusalText(answer.refusal);
      }
    }
    setBusy(false);
    setState({ gone: left, words: refused ?? t('undone', { count: back, left: gone.length - back }) });
    focusMain();
    await reload();
  };
  const bar: ReactNode = (
    <div role="status">
      {state !== null && (
        <div className={classes.removed}>
          <span>{state.words}</span>
          {state.gone.length > 0 && (
            <Button
              size="compact-md"
              variant="default"
              leftSection={<IconArrowBackUp size={18} aria-hidden />}
              loading={busy}
              onClick={() => void undo(state.gone)}
            >
              {t('undo')}
            </Button>
          )}
          <Button
            size="compact-md"
            variant="subtle"
            color="gray"
            onClick={() => {
              setState(null);
              focusMain();
            }}
          >
            {t('close')}
          </Button>
        </div>
      )}
    </div>
  );
  return { bar, remove };
}

function inParts<T>(all: readonly T[]): T[][] {
  const parts: T[][] = [];
  for (let at = 0; at < all.length; at += contactsPerRequestMax)
    parts.push(all.slice(at, at + contactsPerRequestMax));
  return parts;
}
