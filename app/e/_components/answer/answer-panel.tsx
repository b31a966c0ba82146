'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useConfirm } from '@/app/_components/dialog/use-confirm';
import type { Answering } from '@/lib/answer/wire';
import type { AnswerSession } from '@/lib/browser/answer/answer-session';
import { discardAnswer, obtainAnswer } from '@/lib/browser/answer/answer-sessions';
import type { OpenedEnvelope } from '@/lib/browser/open/open-messages';
import { cleanTyped } from '@/lib/typed-text';
import { AnswerForm } from './answer-form';
import { Receipt } from './receipt';

/** One answer from its first word to its receipt. */
export default function AnswerPanel({
  reference,
  envelope,
  answering,
  onClose,
}: {
  reference: string;
  envelope: OpenedEnvelope;
  answering: Answering;
  onClose: () => void;
}) {
  const t = useTranslations('answer');
  const [session, setSession] = useState<AnswerSession | null>(null);
  const { ask, dialog } = useConfirm();
  // biome-ignore lint/correctness/useExhaustiveDependencies: begun once, with what was true then
  useEffect(() => {
    const { seal, to, cc, subject } = envelope;
    const letter = { sender: seal.sender, to, cc, title: cleanTyped(subject) };
    const origin = window.location.origin;
    setSession(obtainAnswer({ origin, reference, answering, letter, prefix: t('prefix') }));
  }, [reference]);
  const state = useSyncExternalStore(
    session?.subscribe ?? noSubscription,
    () => session?.getState() ?? null,
    () => null,
  );
  if (!session || !state) return null;
  if (state.phase === 'sent' && state.sealed)
    return <Receipt session={session} sealed={state.sealed} onClose={onClose} />;
  const leave = () => {
    discardAnswer(reference);
    onClose();
  };
  const question = {
    title: t('leave.title'),
    text: t('leave.text'),
    action: t('leave.action'),
    grave: true,
  };
  return (
    <>
      <AnswerForm
        session={session}
        state={state}
        answering={answering}
        onClose={() => (session.isUnsent ? ask(question, leave) : leave())}
      />
      {dialog}
    </>
  );
}

const noSubscription = () => () => undefined;
