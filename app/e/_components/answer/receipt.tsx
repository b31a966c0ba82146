'use client';

import { Button } from '@mantine/core';
import { IconCheck, IconMail } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { useMomentFormat } from '@/app/_components/show/use-moment-format';
import type { AnswerSession } from '@/lib/browser/answer/answer-session';
import type { SealAnswer } from '@/lib/envelope/wire';
import { cleanTyped } from '@/lib/typed-text';
import classes from './answer.module.css';
import { receiptNumber } from './receipt-number';

/** That it was sent: number, time, to whom, what. */
export function Receipt({
  session,
  sealed,
  onClose,
}: {
  session: AnswerSession;
  sealed: SealAnswer;
  onClose: () => void;
}) {
  const t = useTranslations('answer.receipt');
  const write = useMomentFormat();
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  const at = write(sealed.sealedAt, { dateStyle: 'long', timeStyle: 'short' });
  const files = session.getState().attachments.length;
  const lines = [
    { key: 'number', text: receiptNumber(sealed.envelopeId) },
    { key: 'at', text: at },
    {
      key: 'to',
      text: session.people.map(({ name, address }) => cleanTyped(name ?? '') || address).join(', '),
    },
    { key: 'holds', text: t('content', { files }) },
  ] as const;
  return (
    <section className={classes.panel} data-testid="answer-receipt">
      <span className={classes.done}>
        <IconCheck size={34} stroke={2} aria-hidden />
      </span>
      <h2 ref={title} tabIndex={-1}>
        {t('title')}
      </h2>
      <p>{t('text', { at })}</p>
      <dl className={classes.receipt}>
        {lines.map(({ key, text }) => (
          <div key={key}>
            <dt>{t(key)}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <p className={classes.next}>
        <IconMail size={22} stroke={1.6} aria-hidden /> {t('mail')}
      </p>
      <Button variant="default" size="lg" fullWidth onClick={onClose}>
        {t('back')}
      </Button>
    </section>
  );
}
