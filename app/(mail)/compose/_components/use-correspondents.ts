'use client';

import { useEffect, useState } from 'react';
import { callApi } from '@/app/_components/form/call-api';
import type { CorrespondentAnswer, CorrespondentsAnswer } from '@/lib/envelope/wire';

const pauseMs = 150;

/** Known correspondents of a mailbox for what is being typed; empty while nothing is, or when the service does not answer. */
export function useCorrespondents(mailboxId: string, typed: string): readonly CorrespondentAnswer[] {
  const [found, setFound] = useState<{ typed: string; correspondents: readonly CorrespondentAnswer[] }>(
    nothing,
  );
  const q = typed.trim().slice(0, 100);
  useEffect(() => {
    if (q === '') return;
    let current = true;
    const timer = setTimeout(async () => {
      const correspondents = await findCorrespondents(mailboxId, q);
      if (current && correspondents !== null) setFound({ typed: q, correspondents });
    }, pauseMs);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [mailboxId, q]);
  // While the next answer is on its way, the last one stays as long as it still fits the beginning of what is typed.
  return q !== '' && q.startsWith(found.typed) && found.typed !== '' ? found.correspondents : none;
}

/** Whom a name may mean, asked now; null when the service does not answer. */
export async function findCorrespondents(
  mailboxId: string,
  name: string,
): Promise<readonly CorrespondentAnswer[] | null> {
  const asked = { mailbox: mailboxId, q: name.slice(0, 100) };
  const answer = await callApi<CorrespondentsAnswer>('POST', '/api/correspondents', asked);
  return answer.ok ? answer.data.correspondents : null;
}

const none: readonly CorrespondentAnswer[] = [];
const nothing = { typed: '', correspondents: none };
