'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { FlashMessage } from '@/app/_components/dialog/flash';
import { callApi } from '@/app/_components/form/call-api';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';

/** One press that changes a sent letter: says what came of it, and shows the page as it then is. Resolves with whether it was done. */
export function useDeed(envelopeId: string) {
  const router = useRouter();
  const refusalText = useRefusalText();
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState<FlashMessage>(null);
  const run = async (method: 'POST' | 'PUT', path: string, body: object, done: string): Promise<boolean> => {
    setBusy(true);
    const answer = await callApi(method, `/api/envelopes/${envelopeId}${path}`, body);
    setBusy(false);
    const text = answer.ok ? done : refusalText(answer.refusal);
    setMessage({ tone: answer.ok ? 'done' : 'refused', text });
    if (answer.ok) router.refresh();
    return answer.ok;
  };
  return { run, busy, message, forget: () => setMessage(null) };
}
