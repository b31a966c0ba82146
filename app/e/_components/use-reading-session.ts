'use client';

import { useEffect, useState, useSyncExternalStore } from 'react';
import { callApi } from '@/app/_components/form/call-api';
import { ReadingSession, type ReadingState } from '@/lib/browser/open/reading-session';
import { browserSession } from '@/lib/browser/session/browser-session';

/** Which side of an envelope is read: a recipient's, by the reference of his link, or the sender's, by the envelope's id. */
export type ReadingSide = { kind: 'received'; reference: string } | { kind: 'sent'; envelopeId: string };

/** A reading session for as long as the page stands; null on the server and until the browser has taken over. */
export function useReadingSession(
  side: ReadingSide,
): { session: ReadingSession; state: ReadingState } | null {
  const base = side.kind === 'received' ? `/api/e/${side.reference}` : `/api/envelopes/${side.envelopeId}`;
  const received = side.kind === 'received';
  const [session, setSession] = useState<ReadingSession | null>(null);
  useEffect(() => {
    const made = new ReadingSession({ openPath: `${base}/open`, objectsPath: `${base}/objects` }, (files) => {
      // Only a recipient's download is a fact of the envelope.
      if (!received) return;
      for (const { partId } of files) void callApi('POST', `${base}/parts/${partId}/downloaded`, {});
    });
    setSession(made);
    return () => made.end();
  }, [base, received]);
  const state = useSyncExternalStore(
    session?.subscribe ?? noSubscription,
    () => session?.getState() ?? null,
    () => null,
  );
  const waits = state?.waiting === 'sign-in';
  useEffect(() => {
    if (!session || !waits) return;
    void browserSession.check();
    // Signed in again in another tab: nothing was hidden, and it goes on.
    return browserSession.listen((event) => {
      if (event === 'confirmed') session.wake();
    });
  }, [session, waits]);
  return session && state ? { session, state } : null;
}

const noSubscription = () => () => undefined;
