'use client';

import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { ApiAnswer } from '@/app/_components/form/call-api';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';
import {
  emptySearch,
  noteFound,
  readSearch,
  type Searched,
  subscribeSearch,
} from '@/lib/browser/mailbox/search-state';
import type { IndexState } from '@/lib/browser/search-index/index-messages';
import { closedIndex, loadIndex, readIndex, subscribeIndex } from '@/lib/browser/search-index/index-session';
import { splitSearch } from '@/lib/search/parse-search';
import type { SearchAnswer } from '@/lib/search/wire';
import { FoundPages } from './found-pages';

/** So long nothing is typed before it is looked for. */
const pauseMilliseconds = 200;
const lettersMin = 2;

/** What stands in the search field, trimmed, and what was found for it; while the next answer is awaited, what was found before. */
export function useSearch(): {
  text: string;
  found: Searched | null;
  refused: string | null;
  isLooking: boolean;
  texts: IndexState;
} {
  const refusalText = useRefusalText();
  const state = useSyncExternalStore(subscribeSearch, readSearch, emptySearch);
  const texts = useSyncExternalStore(subscribeIndex, readIndex, () => closedIndex);
  const text = state.text.trim();
  const [refused, setRefused] = useState<{ text: string; why: string } | null>(null);
  const isShort = text.length < lettersMin;
  const isFound = state.found?.text === text;
  const isAsked = useRef(false);
  useEffect(() => {
    // opening it is an entry in the trail: only for who looks for a word; later visits fetch what came since, and where that failed the next text tries again
    if (isShort || splitSearch(text).words.length === 0) return;
    if (isAsked.current && readIndex().phase !== 'failed') return;
    isAsked.current = true;
    loadIndex();
  }, [text, isShort]);
  const { phase, letters } = texts;
  const isWhole = isFound && (phase === 'loading' || state.found?.letters === letters);
  useEffect(() => {
    if (isShort || isWhole) return;
    let isOver = false;
    const look = async () => {
      const pages = new FoundPages(text);
      const answer = await pages.first();
      if (isOver) return;
      if (!answer.ok) return setRefused({ text, why: refusalText(answer.refusal) });
      pagesOf.set(answer.data, pages);
      noteFound({ text, answer: answer.data, letters });
    };
    const timer = setTimeout(() => void look(), isFound ? 0 : pauseMilliseconds);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [text, isShort, isFound, isWhole, letters, refusalText]);
  const why = refused?.text === text && !isFound ? refused.why : null;
  return {
    text,
    found: isShort ? null : state.found,
    refused: why,
    isLooking: !isShort && !isFound && why === null,
    texts,
  };
}

/** The next page of an answer. */
export function olderFound(answer: SearchAnswer, cursor: string): Promise<ApiAnswer<SearchAnswer>> {
  const pages = pagesOf.get(answer);
  if (!pages) throw new Error('an answer that nobody asked for');
  return pages.older(cursor);
}

/** What an answer that is kept goes on with; gone with it. */
const pagesOf = new WeakMap<SearchAnswer, FoundPages>();
