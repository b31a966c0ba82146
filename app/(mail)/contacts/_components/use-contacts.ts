'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { callApi } from '@/app/_components/form/call-api';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';
import type { ContactCursor, ContactsAnswer } from '@/lib/contacts/wire';

/** So long nothing is typed before it is looked for. */
const pauseMilliseconds = 150;

/** What an address book shows: all of it page by page, or what is found for `typed`. An answer that comes after a later one is passed over. */
export function useContacts(mailboxId: string, first: ContactsAnswer) {
  const refusalText = useRefusalText();
  const [typed, setTyped] = useState('');
  const [shown, setShown] = useState({ q: '', ...first });
  const [refused, setRefused] = useState<string | null>(null);
  const round = useRef(0);
  const q = typed.trim();

  const load = useCallback(
    async (wanted: string, after: ContactCursor | null = null) => {
      const mine = ++round.current;
      const asked = { mailbox: mailboxId, q: wanted, ...(after === null ? {} : { after }) };
      const answer = await callApi<ContactsAnswer>('POST', '/api/contacts/list', asked);
      if (mine !== round.current) return;
      setRefused(answer.ok ? null : refusalText(answer.refusal));
      if (!answer.ok) return;
      const { contacts, next } = answer.data;
      setShown((before) => ({
        q: wanted,
        contacts: after === null ? contacts : [...before.contacts, ...contacts],
        next,
      }));
    },
    [mailboxId, refusalText],
  );
  const latest = useRef(load);
  useEffect(() => {
    latest.current = load;
  }, [load]);
  useEffect(() => {
    if (q === shown.q) return;
    const timer = setTimeout(() => void latest.current(q), pauseMilliseconds);
    return () => clearTimeout(timer);
  }, [q, shown.q]);
  return {
    typed,
    setTyped,
    shown,
    isLooking: q !== shown.q && refused === null,
    refused,
    reload: () => load(q),
    more: () => load(shown.q, shown.next),
  };
}
