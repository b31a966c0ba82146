'use client';

import { Button } from '@mantine/core';
import { IconPrinter } from '@tabler/icons-react';
import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { EvidenceButton } from '@/app/_components/form/evidence-button';
import { namedAddress, senderInWords } from '@/app/_components/show/named-address';
import { useMomentFormat } from '@/app/_components/show/use-moment-format';
import type { OpenedEnvelope } from '@/lib/browser/open/open-messages';
import type { ReadingSession, ReadingState } from '@/lib/browser/open/reading-session';
import { cleanTyped } from '@/lib/typed-text';
import classes from '../reader.module.css';
import { AnswerBar } from './answer-bar';
import { MessageFrame } from './message-frame';
import { PrintedLetter } from './printed-letter';
import { ReceivedFiles } from './received-files';
import { SaveMailButton } from './save-mail-button';
import { useMarkWords } from './use-mark-words';
import type { ReadingSide } from './use-reading-session';
import { VerificationPanel } from './verification-panel';

// Members answer in the composer; a patient's way to answer is script of its own.
const GuestAnswer = dynamic(() => import('./answer/guest-answer'), { ssr: false });
const KeepSearchPiece = dynamic(() => import('./keep-search-piece'), { ssr: false });

/** A verified envelope: who, what was verified, the message, the files. */
export function OpenedEnvelopeView({
  side,
  session,
  state,
  envelope,
  mayAnswer,
}: {
  side: ReadingSide;
  session: ReadingSession;
  state: ReadingState;
  envelope: OpenedEnvelope;
  mayAnswer: boolean;
}) {
  const t = useTranslations('open.reader');
  const heading = useRef<HTMLHeadingElement>(null);
  const router = useRouter();
  useEffect(() => heading.current?.focus(), []);
  // The list that Back leads to was drawn before the letter was opened.
  useEffect(() => router.refresh(), [router]);
  return (
    <>
      <article className={classes.opened}>
        <h1 ref={heading} tabIndex={-1}>
          {cleanTyped(envelope.subject) || t('noSubject')}
        </h1>
        <People envelope={envelope} />
        <VerificationPanel steps={envelope.steps} sealedAt={envelope.seal.sealedAt} />
        <div className={classes.message}>
          <MessageFrame html={envelope.bodyHtml} pictures={state.pictures} />
        </div>
        <ReceivedFiles session={session} state={state} />
        {mayAnswer && <AnswerBar side={side} envelope={envelope} />}
        {mayAnswer && <KeepSearchPiece side={side} envelope={envelope} fileNames={state.fileNames} />}
        {!mayAnswer && side.kind === 'received' && (
          <GuestAnswer reference={side.reference} envelope={envelope} />
        )}
        <div className={classes.evidence}>
          <EvidenceButton
            explained
            place={
              side.kind === 'received'
                ? { as: 'recipient', reference: side.reference }
                : { as: 'sender', envelopeId: side.envelopeId }
            }
            sealedAt={envelope.seal.sealedAt}
            complete={(bundle) => session.completeEvidence(bundle)}
          />
          <Button
            variant="default"
            size="sm"
            leftSection={<IconPrinter size={18} aria-hidden />}
            onClick={() => window.print()}
          >
            {t('print')}
          </Button>
          <SaveMailButton session={session} state={state} envelope={envelope} />
        </div>
      </article>
      <PrintedLetter
        envelope={envelope}
        fileNames={state.fileNames}
        pictures={state.pictures}
        reference={side.kind === 'received' ? side.reference : side.envelopeId}
      />
    </>
  );
}

function People({ envelope }: { envelope: OpenedEnvelope }) {
  const t = useTranslations('open.reader');
  const write = useMomentFormat();
  const marks = useMarkWords(envelope.marks);
  const { seal, to, cc } = envelope;
  const { sender, sealedAt } = seal;
  const lines = [
    { key: 'from' as const, text: senderInWords(sender) },
    { key: 'to' as const, text: to.map(namedAddress).join(', ') },
    { key: 'cc' as const, text: cc.map(namedAddress).join(', ') },
    {
      key: 'sentAt' as const,
      text: write(sealedAt, { dateStyle: 'full', timeStyle: 'short' }),
    },
    { key: 'marks' as const, text: marks },
  ];
  return (
    <dl className={classes.people}>
      {lines
        .filter(({ text }) => text !== '')
        .map(({ key, text }) => (
          <div key={key}>
            <dt>{t(key)}</dt>
            <dd>{text}</dd>
          </div>
        ))}
    </dl>
  );
}
