'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { callApi, type Refusal } from './call-api';

/**
 * The answer of a GET route, or of a POST route that only reads (where what is asked has no place in a URL), fetched when shown and
 * again on `reload`; the former answer stays visible meanwhile.
 */
export function useApi<T>(
  path: string,
  body?: Readonly<Record<string, unknown>>,
): { data: T | null; refusal: Refusal | null; reload: () => void } {
  const [state, setState] = useState<{ data: T | null; refusal: Refusal | null }>({
    data: null,
    refusal: null,
  });
  const rounds = useRef({ asked: 0, shown: 0 });
  const asked = body === undefined ? null : JSON.stringify(body);
  const load = useCallback(async () => {
    const round = ++rounds.current.asked;
    const answer =
      asked === null ? await callApi<T>('GET', path) : await callApi<T>('POST', path, JSON.parse(asked));
    if (round <= rounds.current.shown) return;
    rounds.current.shown = round;
    setState((before) =>
      answer.ok ? { data: answer.data, refusal: null } : { data: before.data, refusal: answer.refusal },
    );
  }, [path, asked]);
  useEffect(() => {
    void load();
    return () => {
      rounds.current.shown = rounds.current.asked; // what comes for this path from now on is too late
    };
  }, [load]);
  const reload = useCallback(() => void load(), [load]);
  return { ...state, reload };
}
