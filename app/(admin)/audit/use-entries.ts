'use client';

import { useEffect, useRef, useState } from 'react';
import { callApi, type Refusal } from '@/app/_components/call-api';
import type { AuditAnswer, AuditItem } from '@/lib/audit/wire';

type Found = { fields: Record<string, string>; items: AuditItem[]; nextCursor: string | null };

/** Entries of the trail, page by page. `find` asks anew, `more` goes on; a late answer to an older question is dropped. */
export function useEntries(): {
  found: Found | null;
  busy: boolean;
  refusal: Refusal | null;
  find: (fields: Record<string, string>) => Promise<boolean>;
  more: () => Promise<boolean>;
} {
  const [found, setFound] = useState<Found | null>(null);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const latest = useRef(0);

  const load = async (fields: Record<string, string>, before: Found | null) => {
    const round = ++latest.current;
    setBusy(true);
    const cursor = before?.nextCursor;
    const query = new URLSearchParams({ ...fields, ...(cursor ? { cursor } : {}) });
    const answer = await callApi<AuditAnswer>('GET', `/api/audit?${query}`);
    if (round !== latest.current) return false;
    setBusy(false);
    setRefusal(answer.ok ? null : answer.refusal);
    if (answer.ok) {
      setFound({ ...answer.data, fields, items: [...(before?.items ?? []), ...answer.data.items] });
    }
    return answer.ok;
  };
  return {
    found,
    busy,
    refusal,
    find: (fields) => load(fields, null),
    more: () => (found ? load(found.fields, found) : Promise.resolve(false)),
  };
}

/** Entries of one subject, in one order, from when the component is shown: page after page, at most `pagesMax` by itself. */
export function useEntriesOf(fields: Record<string, string>, pagesMax: number) {
  const entries = useEntries();
  const asked = new URLSearchParams(fields).toString();
  const pages = useRef(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `asked` is the fields
  useEffect(() => {
    pages.current = 1;
    void entries.find(fields);
  }, [asked]);
  const { found, busy, more } = entries;
  // biome-ignore lint/correctness/useExhaustiveDependencies: goes on when a page has come
  useEffect(() => {
    if (busy || !found?.nextCursor || pages.current >= pagesMax) return;
    pages.current += 1;
    void more();
  }, [found, busy]);
  return entries;
}
