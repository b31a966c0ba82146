'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { callApi, type Refusal } from '@/app/_components/form/call-api';
import type { AuditAnswer, AuditItem } from '@/lib/audit/explore/wire';

type Found = { fields: Record<string, string>; items: AuditItem[]; nextCursor: string | null };

/**
 * Entries of the trail, page by page: those of `first` from when the component is shown and whenever they change (null: none before
 * `find`). `find` asks anew, `more` goes on; a late answer to an older question is dropped.
 */
export function useEntries(first: Record<string, string> | null): {
  found: Found | null;
  busy: boolean;
  refusal: Refusal | null;
  find: (fields: Record<string, string>) => Promise<void>;
  more: () => Promise<void>;
} {
  const [found, setFound] = useState<Found | null>(null);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const latest = useRef(0);

  const load = useCallback(async (fields: Record<string, string>, before: Found | null) => {
    const round = ++latest.current;
    setBusy(true);
    const cursor = before?.nextCursor;
    const answer = await callApi<AuditAnswer>('POST', '/api/audit/search', {
      ...fields,
      ...(cursor ? { cursor } : {}),
    });
    if (round !== latest.current) return;
    setBusy(false);
    setRefusal(answer.ok ? null : answer.refusal);
    if (answer.ok) {
      setFound({ ...answer.data, fields, items: [...(before?.items ?? []), ...answer.data.items] });
    }
  }, []);
  const find = useCallback((fields: Record<string, string>) => load(fields, null), [load]);
  const more = useCallback(async () => {
    if (found) await load(found.fields, found);
  }, [found, load]);

  const asked = first && new URLSearchParams(first).toString();
  useEffect(() => {
    if (asked !== null) void find(Object.fromEntries(new URLSearchParams(asked)));
  }, [asked, find]);
  return { found, busy, refusal, find, more };
}

/** All entries of one subject, as far as `pagesMax` pages go; what remains after them is asked for by `more`. */
export function useEntriesOf(fields: Record<string, string>, pagesMax: number) {
  const entries = useEntries(fields);
  const { found, busy, refusal, more } = entries;
  const pages = useRef({ of: '', asked: 1 });
  useEffect(() => {
    if (busy || refusal !== null || !found?.nextCursor) return;
    const of = new URLSearchParams(found.fields).toString();
    if (pages.current.of !== of) pages.current = { of, asked: 1 };
    if (pages.current.asked >= pagesMax) return;
    pages.current.asked += 1;
    void more();
  }, [found, busy, refusal, more, pagesMax]);
  return entries;
}
