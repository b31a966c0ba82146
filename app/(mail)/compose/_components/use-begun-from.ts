'use client';

import { useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { namedAddress } from '@/app/_components/show/named-address';
import { useMomentFormat } from '@/app/_components/show/use-moment-format';
import type { ComposeSession } from '@/lib/browser/compose/compose-session';
import type { LetterPlace } from '@/lib/browser/compose/taken-letter';
import type { TakenLetter } from '@/lib/browser/upload/upload-messages';
import { type AnswerKind, type AnswerWords, answerKinds } from '@/lib/writing/answer-letter';

const kinds = ['again', ...answerKinds] as const;

/** What a draft began from: a letter that was taken back, or one that is answered or passed on. */
export type BegunFrom = {
  kind: 'again' | AnswerKind | null;
  /** `failed`: the letter could not be read, and the draft is empty. */
  state: 'none' | 'reading' | 'failed' | 'done';
};

/**
 * `/compose?again=<id>`, `?reply=`, `?reply-all=` and `?forward=<id, or reference of a link>`: a fresh draft is filled, once, with what that
 * letter holds.
 */
export function useBegunFrom(session: ComposeSession | null): BegunFrom {
  const asked = useSearchParams();
  const kind = kinds.find((one) => asked.has(one)) ?? null;
  const named = kind && asked.get(kind);
  const words = useAnswerWords();
  const wording = useRef(words);
  wording.current = words;
  const begun = useRef<string | null>(null);
  // kept here: the draft soon has an address of its own, which says nothing of it any more
  const [from, setFrom] = useState<BegunFrom>({ kind: null, state: 'none' });
  useEffect(() => {
    if (!kind || !named || !session || begun.current === `${kind} ${named}`) return;
    begun.current = `${kind} ${named}`;
    setFrom({ kind, state: 'reading' });
    void (async () => {
      try {
        if (kind === 'again') {
          const { writeAgain } = await import('@/lib/browser/compose/write-again');
          await writeAgain(session, window.location.origin, named);
        } else {
          const { beginAnswer } = await import('@/lib/browser/compose/begin-answer');
          const words = (letter: TakenLetter) => wording.current(kind, letter);
          await beginAnswer(session, { kind, place: placeOf(named), words });
        }
        setFrom({ kind, state: 'done' });
      } catch {
        setFrom({ kind, state: 'failed' });
      }
    })();
  }, [kind, named, session]);
  return from;
}

/** A reference has 32 characters, an id 36. */
function placeOf(named: string): LetterPlace {
  return named.length === 32 ? { reference: named } : { envelopeId: named };
}

function useAnswerWords(): (kind: AnswerKind, letter: TakenLetter) => AnswerWords {
  const t = useTranslations('compose.answer');
  const write = useMomentFormat();
  return (kind, { sender, to, cc, sealedAt, title }) => {
    const at = write(sealedAt, { dateStyle: 'long', timeStyle: 'short' });
    const from = namedAddress(sender);
    if (kind !== 'forward') return { prefix: t('prefixReply'), above: [t('wrote', { at, from })] };
    const people = (list: TakenLetter['to']) => list.map(namedAddress).join(', ');
    const lines = [
      t('forwarded'),
      t('from', { from }),
      t('sentAt', { at }),
      t('to', { to: people(to) }),
      ...(cc.length > 0 ? [t('cc', { cc: people(cc) })] : []),
      ...(title === '' ? [] : [t('titled', { title })]),
    ];
    return { prefix: t('prefixForward'), above: lines };
  };
}
