'use client';

import { useTranslations } from 'next-intl';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Flash, type FlashMessage } from '../dialog/flash';
import { callApi } from './call-api';
import { useRefusalText } from './use-refusal-text';

/**
 * A form whose answer is a file, which the browser streams to disk whatever its size. A plain form shows a refusal instead
 * of the page, so the session and the network are tried first. Give submit buttons as children; their `name` and
 * `value` are sent too.
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
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const { submitter } = event.nativeEvent as SubmitEvent; // what React calls a form event is one
    const answer = await callApi('GET', '/api/me');
    if (!answer.ok) return setMessage({ tone: 'refused', text: refusalText(answer.refusal) });
    setMessage({ tone: 'done', text: t('fileOnItsWay') });
    sendWith(form, submitter);
  };
  return (
    <div>
      <form method="post" action={action} onSubmit={(event) => void submit(event)}>
        {Object.entries(fields).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} readOnly />
        ))}
        {children}
      </form>
      <Flash message={message} onClose={() => setMessage(null)} mt="sm" mb={0} />
    </div>
  );
}

/** Submits without asking `onSubmit` again, with the pressed button as a browser would. */
function sendWith(form: HTMLFormElement, submitter: HTMLElement | null): void {
  const pressed = document.createElement('input');
  pressed.type = 'hidden';
  if (submitter instanceof HTMLButtonElement) {
    pressed.name = submitter.name;
    pressed.value = submitter.value;
  }
  form.append(pressed);
  form.submit();
  pressed.remove();
}
