'use client';

import { Button } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { type ReactNode, useRef, useState } from 'react';
import type { Answering } from '@/lib/answer/wire';
import type { OpenedEnvelope } from '@/lib/browser/open/open-messages';
import classes from './answer.module.css';
import { OwnAnswers } from './own-answers';
import { useAnswering } from './use-answering';

// The composer's worker and its uploads come with the press.
const AnswerPanel = dynamic(() => import('./answer-panel'), { ssr: false });

/** How a patient answers the letter that lies open above, and what she has answered. */
export default function GuestAnswer({
  reference,
  envelope,
}: {
  reference: string;
  envelope: OpenedEnvelope;
}) {
  const t = useTranslations('answer');
  const { answering, refusal, ask } = useAnswering(reference);
  const [writing, setWriting] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  if (answering === null)
    return refusal ? (
      <div className={classes.place}>
        <p role="status">{refusal.title || t('unavailable')}</p>
        <Button variant="default" onClick={() => void ask()}>
          {t('again')}
        </Button>
      </div>
    ) : null;
  const close = () => {
    setWriting(false);
    void ask().then(() => button.current?.focus());
  };
  return (
    <div className={classes.place}>
      {writing ? (
        <AnswerPanel reference={reference} envelope={envelope} answering={answering} onClose={close} />
      ) : (
        <Door answering={answering} noReply={envelope.marks.includes('noReply')}>
          <Button
            ref={button}
            size="lg"
            className={classes.door ?? ''}
            leftSection={<IconArrowBackUp size={22} aria-hidden />}
            onClick={() => setWriting(true)}
          >
            {t('answer')}
          </Button>
        </Door>
      )}
      <OwnAnswers reference={reference} answers={answering.answers} />
    </div>
  );
}

/** The button, or why there is none. */
function Door({
  answering,
  noReply,
  children,
}: {
  answering: Answering;
  noReply: boolean;
  children: ReactNode;
}) {
  const t = useTranslations('answer');
  if (noReply) return <p>{t('noReply')}</p>;
  if (answering.answersLeft === 0) return <p>{t('none', { max: answering.answersMax })}</p>;
  if (answering.roomBytes === 0) return <p>{t('noRoom')}</p>;
  return children;
}
