'use client';

import { useCallback, useEffect, useState } from 'react';
import { callApi, type Refusal } from '@/app/_components/form/call-api';
import type { Answering } from '@/lib/answer/wire';

/** What the server says of answering this letter; asked again by `ask`. Both are null until it has. */
export function useAnswering(reference: string): {
  answering: Answering | null;
  refusal: Refusal | null;
  ask: () => Promise<void>;
} {
  const [said, setSaid] = useState<{ answering: Answering | null; refusal: Refusal | null }>({
    answering: null,
    refusal: null,
  });
  const ask = useCallback(async () => {
    const answer = await callApi<Answering>('GET', `/api/e/${reference}/answers`);
    setSaid((before) =>
      answer.ok
        ? { answering: answer.data, refusal: null }
        : { answering: before.answering, refusal: answer.refusal },
    );
  }, [reference]);
  useEffect(() => void ask(), [ask]);
  return { ...said, ask };
}
