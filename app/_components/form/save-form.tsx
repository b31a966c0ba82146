'use client';

import { useTranslations } from 'next-intl';
import { type FormEvent, type ReactNode, useState } from 'react';
import { saveBlob } from '@/lib/browser/open/save-blob';
import { Flash, type FlashMessage } from '../dialog/flash';
import { type Refusal, refusalOf } from './call-api';
import { useRefusalText } from './use-refusal-text';

/**
 * A form whose answer is a file; a refusal is said on the page, in words. The browser keeps what comes on disk where it is much.
 * Give submit buttons as children; their `name` and `value` are sent too.
 */
export function SaveForm({
  action,
  fields,
  children,
}: {
  action: string;
  fields: Record<string, string>;
  children: ReactNode;
}) {
  const t = useTranslations('common');
  const refusalText = useRefusalText();
  const [message, setMessage] = useState<FlashMessage>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    const { submitter } = event.nativeEvent as SubmitEvent; // what React calls a form event is one
    const asked = new FormData(event.currentTarget, submitter);
    setBusy(true);
    setMessage({ tone: 'done', text: t('fileOnItsWay') });
    const refusal = await saveAnswer(action, asked);
    setBusy(false);
    setMessage(
      refusal === null
        ? { tone: 'done', text: t('fileSaved') }
        : { tone: 'refused', text: refusalText(refusal) },
    );
  };
  return (
    <div>
      <form method="post" action={action} onSubmit={(event) => void submit(event)} aria-busy={busy}>
        {Object.entries(fields).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} readOnly />
        ))}
        {children}
      </form>
      <Flash message={message} onClose={() => setMessage(null)} mt="sm" mb={0} />
    </div>
  );
}

/** Saves what the form is answered with; why it was refused, or null. An answer that is no file of ours is a lost network. */
async function saveAnswer(action: string, asked: FormData): Promise<Refusal | null> {
  const offline: Refusal = { code: 'offline', title: '', values: {}, requestId: null };
  try {
    const body = new URLSearchParams([...asked].map(([name, value]) => [name, String(value)]));
    const answer = await fetch(action, { method: 'POST', body });
    if (!answer.ok) return await refusalOf(answer);
    const name = /filename="([^"]+)"/.exec(answer.headers.get('content-disposition') ?? '')?.[1];
    if (name === undefined) return offline;
    saveBlob(await answer.blob(), name);
    return null;
  } catch {
    return offline;
  }
}
