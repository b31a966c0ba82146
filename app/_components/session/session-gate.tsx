'use client';

import { useRouter } from 'next/navigation';
import { type ReactNode, useEffect, useRef, useSyncExternalStore } from 'react';
import type { SessionAnswer } from '@/lib/auth/answers';
import { browserSession, watchTab } from '@/lib/browser/session/browser-session';
import type { Watched } from '@/lib/browser/session/session-watch';
import { LockScreen, type Proof } from './lock-screen';

/**
 * What one person may see, for as long as that person is there. While it is locked nothing of it is in the document; it comes back
 * when the person has proved herself as she signed in, here or in another tab.
 */
export function SessionGate({
  session,
  proof,
  children,
}: {
  /** Whom the page was made for. */
  session: SessionAnswer;
  /** How that person proves herself; null where there is nobody. */
  proof: Proof | null;
  children: ReactNode;
}) {
  const router = useRouter();
  const made = useRef(session);
  made.current = session;
  const { person } = session;
  const state = useSyncExternalStore(browserSession.listen, browserSession.getState, openOnServer);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another person is another page
  useEffect(() => {
    watchTab();
    browserSession.begin(made.current, window.location.pathname);
  }, [person]);
  const locked = state.phase === 'locked' && proof !== null;
  const wasLocked = useRef(false);
  useEffect(() => {
    // What the page shows may be hours old.
    if (wasLocked.current && !locked) router.refresh();
    wasLocked.current = locked;
  }, [locked, router]);
  return locked ? <LockScreen proof={proof} why={state.why} /> : children;
}

const open: Watched = { phase: 'open', why: 'ended' };
const openOnServer = () => open;
