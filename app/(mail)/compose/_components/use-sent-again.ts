'use client';

import { useSearchParams } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import type { ComposeSession } from '@/lib/browser/compose/compose-session';

/**
 * `/compose?again=<id>`: a fresh draft is filled with what a letter of one's own held, once. `failed`: it could not be read, and the
 * draft is empty.
 */
export function useSentAgain(session: ComposeSession | null): 'none' | 'reading' | 'failed' | 'done' {
  const again = useSearchParams().get('again');
  const begun = useRef<string | null>(null);
  const [state, setState] = useState<'none' | 'reading' | 'failed' | 'done'>('none');
  useEffect(() => {
    if (!again || !session || begun.current === again) return;
    begun.current = again;
    setState('reading');
    void (async () => {
      try {
        const { writeAgain } = await import('@/lib/browser/compose/write-again');
        await writeAgain(session, window.location.origin, again);
        setState('done');
      } catch {
        setState('failed');
      }
    })();
  }, [again, session]);
  return state;
}
