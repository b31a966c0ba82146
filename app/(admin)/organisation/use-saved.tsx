'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Flash, type FlashMessage } from '@/app/_components/dialog/flash';
import { callApi } from '@/app/_components/form/call-api';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';
import type { ChangeOrganisationRequest } from '@/lib/organisation/wire';

/** Saves one setting at once; when it is refused, the control goes back and says why. */
export function useSaved<T>(stored: T, changeOf: (value: T) => ChangeOrganisationRequest) {
  const tc = useTranslations('common');
  const refusalText = useRefusalText();
  const [value, setValue] = useState(stored);
  const [message, setMessage] = useState<FlashMessage>(null);
  const save = async (next: T) => {
    const before = value;
    setValue(next);
    const answer = await callApi('PATCH', '/api/organisation', changeOf(next));
    if (!answer.ok) setValue(before);
    setMessage(
      answer.ok
        ? { tone: 'done', text: tc('saved') }
        : { tone: 'refused', text: refusalText(answer.refusal) },
    );
  };
  return { value, save, flash: <Flash message={message} onClose={() => setMessage(null)} /> };
}
