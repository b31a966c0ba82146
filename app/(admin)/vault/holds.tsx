'use client';

import { Button, Textarea, TextInput } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type FormEvent, useId, useState } from 'react';
import { Flash, type FlashMessage } from '@/app/_components/dialog/flash';
import { useConfirm } from '@/app/_components/dialog/use-confirm';
import { callApi } from '@/app/_components/form/call-api';
import { Form } from '@/app/_components/form/form';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';
import { Moment } from '@/app/_components/show/moment';
import { Paper } from '@/app/_components/show/paper';
import { useMomentFormat } from '@/app/_components/show/use-moment-format';
import type { HoldInForce } from '@/lib/retention/vault-overview';
import classes from './vault.module.css';

/** The organisation's holds: each with its reason and a way to lift it, and a form for a new one. */
export function Holds({ holds }: { holds: readonly HoldInForce[] }) {
  const t = useTranslations('vault.holds');
  const refusalText = useRefusalText();
  const write = useMomentFormat();
  const router = useRouter();
  const id = useId();
  const [message, setMessage] = useState<FlashMessage>(null);
  const [busy, setBusy] = useState(false);
  const { ask, dialog } = useConfirm();

  const run = async (method: 'POST' | 'DELETE', path: string, done: string, body?: unknown) => {
    setBusy(true);
    const answer = await callApi(method, path, body);
    setBusy(false);
    setMessage(
      answer.ok ? { tone: 'done', text: done } : { tone: 'refused', text: refusalText(answer.refusal) },
    );
    if (answer.ok) router.refresh();
    return answer.ok;
  };
  const add = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const typed = new FormData(form);
    const body = {
      envelopeId: String(typed.get('envelopeId')).trim().toLowerCase(),
      why: String(typed.get('why')).trim(),
    };
    if (await run('POST', '/api/holds', t('set'), body)) form.reset();
  };
  const lift = (hold: HoldInForce) => {
    const question = { title: t('liftTitle'), text: t('liftText'), action: t('lift'), grave: true };
    ask(question, () => void run('DELETE', `/api/holds/${hold.id}`, t('lifted')));
  };
  return (
    <section className={classes.section} aria-labelledby={id}>
      <h2 id={id}>{t('title')}</h2>
      <p>{t('lead')}</p>
      <Flash message={message} onClose={() => setMessage(null)} />
      <Paper padded={false}>
        <ul className={classes.rows}>
          {holds.map((hold) => (
            <li key={hold.id}>
              <div>
                <p>
                  <strong>{hold.why}</strong>
                </p>
                <p>
                  {t('letter', {
                    day: write(hold.sealedAt, { dateStyle: 'long' }),
                    sender: hold.sender,
                  })}
                </p>
                <p className={classes.id}>{hold.envelopeId}</p>
                <p>{t.rich('setBy', { by: hold.by, when: () => <Moment value={hold.setAt} exact /> })}</p>
              </div>
              <Button variant="default" size="sm" disabled={busy} onClick={() => lift(hold)}>
                {t('lift')}
              </Button>
            </li>
          ))}
        </ul>
        <Form onSubmit={(event) => void add(event)} className={classes.form} aria-label={t('new')}>
          <TextInput
            name="envelopeId"
            label={t('envelope')}
            description={t('envelopeHint')}
            required
            maxLength={36}
            autoComplete="off"
          />
          <Textarea
            name="why"
            label={t('why')}
            description={t('whyHint')}
            required
            maxLength={300}
            rows={2}
          />
          <Button type="submit" loading={busy}>
            {t('new')}
          </Button>
        </Form>
      </Paper>
      {dialog}
    </section>
  );
}
