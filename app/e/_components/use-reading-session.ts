'use client';

import { useEffect, useState, useSyncExternalStore } from 'react';
import { callApi } from '@/app/_components/form/call-api';
import { ReadingSession, type ReadingState } from '@/lib/browser/open/reading-session';
import { browserSession } from '@/lib/browser/session/browser-session';

/** Which side of an envelope is read: a recipient's, by the reference of his link, or the sender's, by the envelope's id. */
export type ReadingSide = { kind: 'received'; reference: string } | { kind: 'sent'; envelopeId: string };

type Reading = { session: ReadingSession; state: ReadingState };

/** A reading session for as long as the page stands; null on the server and until the browser has taken over. */
export function useReadingSession(side: ReadingSide): Reading | null {
  return useReadingAt(readingBase(side), side.kind === 'received');
}

/** Where the API of that side lies. */
export function readingBase(side: ReadingSide): string {
  return side.kind === 'received' ? `/api/e/${side.reference}` : `/api/envelopes/${side.envelopeId}`;
}

/** The same for any letter whose API lies at `base`. */
export function useReadingAt(base: string, received: boolean): Reading | null {
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
