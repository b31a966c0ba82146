'use client';

import { Alert, Button, Checkbox, Textarea } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { Form } from '@/app/_components/form/form';
import type { Answering } from '@/lib/answer/wire';
import type { AnswerSession, AnswerState } from '@/lib/browser/answer/answer-session';
import { cleanTyped } from '@/lib/typed-text';
import classes from './answer.module.css';
import { AnswerFailure } from './answer-failure';
import { AnswerFiles } from './answer-files';

const nameOf = ({ name, address }: { name: string | null; address: string }) =>
  cleanTyped(name ?? '') || address;

/** To whom, the text, photos and files, and Send. */
export function AnswerForm({
  session,
  state,
  answering,
  onClose,
}: {
  session: AnswerSession;
  state: AnswerState;
  answering: Answering;
  onClose: () => void;
}) {
  const t = useTranslations('answer');
  const heading = useId();
  const title = useRef<HTMLHeadingElement>(null);
  const [isEmpty, setEmpty] = useState(false);
  useEffect(() => title.current?.focus(), []);
  const { others, people } = session;
  const sending = state.phase === 'sending';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setEmpty(session.isEmpty);
    void session.send();
  };
  return (
    <section aria-labelledby={heading} className={classes.panel}>
      <h2 id={heading} ref={title} tabIndex={-1}>
        {t('answer')}
      </h2>
      <Form className={classes.form} onSubmit={submit} noValidate>
        <p className={classes.to}>{t('form.to', { names: people.map(nameOf).join(', ') })}</p>
        {others.length > 0 && (
          <Checkbox
            checked={state.toAll}
            disabled={sending}
            onChange={(event) => session.write({ toAll: event.currentTarget.checked })}
            label={t('form.others', { count: others.length, names: others.map(nameOf).join(', ') })}
          />
        )}
        <Textarea
          label={t('form.text')}
          autosize
          minRows={5}
          maxRows={18}
          size="md"
          value={state.text}
          readOnly={sending}
          error={isEmpty && session.isEmpty ? t('form.empty') : undefined}
          onChange={(event) => session.write({ text: event.currentTarget.value })}
        />
        <AnswerFiles session={session} state={state} answering={answering} />
        <p className={classes.urgent}>
          <strong>{t('form.urgentWord')}</strong> {t('form.urgent')}
        </p>
        <div role="status">
          {state.waiting && (
            <Alert role="group" color="yellow" c="var(--mantine-color-text)">
              {t(`waiting.${state.waiting}`)}
            </Alert>
          )}
        </div>
        <AnswerFailure state={state} />
        <Button
          type="submit"
          size="lg"
          fullWidth
          loading={sending}
          disabled={state.broken}
          leftSection={<IconSend size={22} aria-hidden />}
        >
          {t(sending ? 'form.sending' : 'form.send')}
        </Button>
        <Button variant="subtle" disabled={sending} onClick={onClose}>
          {t('form.close')}
        </Button>
      </Form>
    </section>
  );
}
