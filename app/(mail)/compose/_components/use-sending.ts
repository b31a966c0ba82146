'use client';

import { useRouter } from 'next/navigation';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ComposeSession } from '@/lib/browser/compose/compose-session';
import { type SendDoubt, sendDoubts } from './send-doubts';
import { type SendObstacle, sendObstacle } from './send-obstacle';

/** Puts the caret where recipients are named. */
export function focusRecipients(): void {
  document.querySelector<HTMLElement>('[data-field="to"] input')?.focus();
}

const none: readonly SendDoubt[] = [];

/**
 * What Send does, now or at a chosen time: what stops it, what looks like a mistake and is asked about once, and the sending. Nearly
 * everything goes with one press. Ctrl Enter sends, with Shift it asks for the time; where a time was chosen and something is asked about, either goes on
 * with that time.
 */
export function useSending(
  session: ComposeSession,
  { mailboxId, titleShown, recipientsMax }: { mailboxId: string; titleShown: boolean; recipientsMax: number },
) {
  const router = useRouter();
  const [obstacle, setObstacle] = useState<SendObstacle | null>(null);
  const [asked, setAsked] = useState({ doubts: none, leavesAt: null as Date | null });
  const [choosing, setChoosing] = useState(false);
  const latest = useRef(asked);
  const ask = useCallback((next: typeof asked) => {
    latest.current = next;
    setAsked(next);
  }, []);
  const forgetDoubts = useCallback(() => ask({ doubts: none, leavesAt: null }), [ask]);

  const send = useCallback(
    async (leavesAt: Date | null) => {
      forgetDoubts();
      performance.mark('pli:send-pressed');
      const envelopeId = await session.send(leavesAt);
      if (envelopeId) router.push(`/sent/${envelopeId}?sealed`);
    },
    [session, router, forgetDoubts],
  );
  const isReady = useCallback(() => {
    if (session.state.phase !== 'editing') return false;
    const found = sendObstacle(session.state, recipientsMax);
    setObstacle(found);
    // What has to be mended is where one goes on writing.
    if (found === 'needRecipient') focusRecipients();
    return found === null;
  }, [session, recipientsMax]);
  const askToSend = useCallback(
    async (leavesAt: Date | null = null) => {
      if (!isReady()) return;
      const doubts = await sendDoubts(session.state, { mailboxId, titleShown });
      const isSame = JSON.stringify(doubts) === JSON.stringify(latest.current.doubts);
      if (doubts.length === 0 || isSame) void send(leavesAt);
      else ask({ doubts, leavesAt });
    },
    [session, mailboxId, titleShown, isReady, send, ask],
  );
  const askWhen = useCallback(() => {
    if (session.takesMarks && isReady()) setChoosing(true);
  }, [session, isReady]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
      event.preventDefault();
      const { doubts, leavesAt } = latest.current;
      if (event.shiftKey && doubts.length === 0) askWhen();
      else void askToSend(leavesAt);
    };
    window.addEventListener('keydown', onKey, true);
    return () => window.removeEventListener('keydown', onKey, true);
  }, [askToSend, askWhen]);

  return {
    obstacle,
    doubts: asked.doubts,
    leavesAt: asked.leavesAt,
    forgetDoubts,
    mended: (doubts: readonly SendDoubt[]) => ask({ ...latest.current, doubts }),
    sendAnyway: () => void send(asked.leavesAt),
    askToSend: () => void askToSend(),
    askWhen,
    choosing,
    stopChoosing: () => setChoosing(false),
    choose: (at: Date) => {
      setChoosing(false);
      void askToSend(at);
    },
  };
}
