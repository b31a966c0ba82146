'use client';

import { useEffect, useState, useSyncExternalStore } from 'react';
import { callApi } from '@/app/_components/form/call-api';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';
import {
  emptySearch,
  noteFound,
  readSearch,
  type Searched,
  subscribeSearch,
} from '@/lib/browser/mailbox/search-state';
import type { SearchAnswer } from '@/lib/search/wire';

/** So long nothing is typed before it is looked for. */
const pauseMilliseconds = 200;
const lettersMin = 2;

/** Asks for a page of what is found for a text. */
export function askSearch(text: string, cursor?: string) {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return callApi<SearchAnswer>('POST', '/api/search', { text, timeZone, ...(cursor ? { cursor } : {}) });
}

/** What stands in the search field, trimmed, and what was found for it; while the next answer is awaited, what was found before. */
export function useSearch(): {
  text: string;
  found: Searched | null;
  refused: string | null;
  isLooking: boolean;
} {
  const refusalText = useRefusalText();
  const state = useSyncExternalStore(subscribeSearch, readSearch, emptySearch);
  const text = state.text.trim();
  const [refused, setRefused] = useState<{ text: string; why: string } | null>(null);
  const isShort = text.length < lettersMin;
  const isFound = state.found?.text === text;
  useEffect(() => {
    if (isShort || isFound) return;
    let isOver = false;
    const timer = setTimeout(async () => {
      const answer = await askSearch(text);
      if (isOver) return;
      if (answer.ok) noteFound({ text, answer: answer.data });
      else setRefused({ text, why: refusalText(answer.refusal) });
    }, pauseMilliseconds);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [text, isShort, isFound, refusalText]);
  const why = refused?.text === text && !isFound ? refused.why : null;
  return {
    text,
    found: isShort ? null : state.found,
    refused: why,
    isLooking: !isShort && !isFound && why === null,
  };
}
