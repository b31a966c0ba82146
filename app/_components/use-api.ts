'use client';

import { useCallback, useEffect, useState } from 'react';
import { callApi, type Refusal } from './call-api';

/** The answer of a GET route, fetched when shown and again on `reload`; the former answer stays visible meanwhile. */
export function useApi<T>(path: string): { data: T | null; refusal: Refusal | null; reload: () => void } {
  const [state, setState] = useState<{ data: T | null; refusal: Refusal | null }>({
    data: null,
    refusal: null,
  });
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `round` is what asks again
  useEffect(() => {
    let current = true;
    void callApi<T>('GET', path).then((answer) => {
      if (!current) return;
      setState((before) =>
        answer.ok ? { data: answer.data, refusal: null } : { data: before.data, refusal: answer.refusal },
      );
    });
    return () => {
      current = false;
    };
  }, [path, round]);
  const reload = useCallback(() => setRound((before) => before + 1), []);
  return { ...state, reload };
}
