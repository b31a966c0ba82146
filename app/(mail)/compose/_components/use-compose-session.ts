'use client';

import { usePathname } from 'next/navigation';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { ComposeIdentity, ComposeSession } from '@/lib/browser/compose/compose-session';
import { obtainComposeSession, showComposeSession } from '@/lib/browser/compose/compose-sessions';
import type { ComposeState } from '@/lib/browser/compose/compose-state';
import type { DraftText } from '@/lib/browser/compose/draft-content';

/** The draft on the page. */
export type Composing = {
  session: ComposeSession;
  state: ComposeState;
  /** Counts sessions: another one needs another form. */
  round: number;
  /** Nothing of it was stored when the page came. */
  isFresh: boolean;
  /** Another session takes its place, under its own address. */
  replaceBy: (next: ComposeSession) => void;
};

/**
 * The session of the draft in the address bar: `/compose` is a fresh one, `/compose/<id>` a stored one. Null on the
 * server and until the browser has taken over.
 */
export function useComposeSession(
  identities: readonly ComposeIdentity[],
  emptyText: DraftText,
): Composing | null {
  const pathname = usePathname();
  const envelopeId = pathname.split('/')[2] ?? null;
  const [{ session, round, isFresh }, setShown] = useState<Shown>(nothingShown);
  const current = useRef<ComposeSession | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: only the address bar chooses the draft
  useEffect(() => {
    // The first keystroke gives a fresh draft its address: that is no other draft.
    if (current.current && envelopeId === current.current.state.envelopeId) return;
    const origin = window.location.origin;
    const next = obtainComposeSession({ origin, envelopeId, text: emptyText, identities });
    current.current = next;
    setShown((before) => ({ session: next, round: before.round + 1, isFresh: envelopeId === null }));
  }, [envelopeId]);

  const replaceBy = (next: ComposeSession) => {
    if (next === current.current) return;
    current.current = next;
    setShown((before) => ({ session: next, round: before.round + 1, isFresh: false }));
    window.history.replaceState(null, '', `/compose/${next.state.envelopeId}`);
  };

  useEffect(() => (session ? showComposeSession(session) : undefined), [session]);

  const state = useSyncExternalStore(
    session?.subscribe ?? noSubscription,
    () => session?.state ?? null,
    () => null,
  );
  const made = state !== null && state.save.state !== 'saved';
  useEffect(() => {
    if (!session || envelopeId !== null || !made) return;
    window.history.replaceState(null, '', `/compose/${session.state.envelopeId}`);
  }, [session, envelopeId, made]);

  return session && state ? { session, state, round, isFresh, replaceBy } : null;
}

type Shown = { session: ComposeSession | null; round: number; isFresh: boolean };
const nothingShown: Shown = { session: null, round: 0, isFresh: false };

const noSubscription = () => () => undefined;
