'use client';

import { useState } from 'react';
import { callApi } from '@/app/_components/form/call-api';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';
import type { ReadContacts } from '@/lib/contact-files/read-contacts';
import { contactsPerRequestMax } from '@/lib/contacts/limits';
import type { AddContactsAnswer } from '@/lib/contacts/wire';

type State = {
  isRunning: boolean;
  /** How many of the file the server has answered about. */
  done: number;
  added: number;
  present: { line: number; address: string; name: string }[];
  refused: string | null;
};

/** Adds what was read of a file, some at a time; what was added stays when it breaks off. */
export function useImport(mailboxId: string, onAdded: () => void) {
  const refusalText = useRefusalText();
  const [state, setState] = useState<State | null>(null);
  const start = async (read: ReadContacts['contacts']) => {
    const now: State = { isRunning: true, done: 0, added: 0, present: [], refused: null };
    setState({ ...now });
    while (now.done < read.length && now.refused === null) {
      const some = read.slice(now.done, now.done + contactsPerRequestMax);
      const body = { mailbox: mailboxId, contacts: some.map(({ contact }) => contact) };
      const answer = await callApi<AddContactsAnswer>('POST', '/api/contacts', body);
      if (answer.ok) {
        for (const [index, result] of answer.data.results.entries()) {
          if ('id' in result) now.added++;
          else now.present.push({ line: some[index]?.line ?? 0, ...result.present });
        }
        now.done += some.length;
      } else now.refused = refusalText(answer.refusal);
      setState({ ...now });
    }
    setState({ ...now, isRunning: false });
    onAdded();
  };
  return { state, start };
}
