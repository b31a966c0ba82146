'use client';

import { usePathname } from 'next/navigation';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { ComposeIdentity, ComposeSession } from '@/lib/browser/compose/compose-session';
import { obtainComposeSession, showComposeSession } from '@/lib/browser/compose/compose-sessions';
import type { ComposeState } from '@/lib/browser/compose/compose-state';
import type { DraftText } from '@/lib/browser/compose/draft-content';

/**
 * The session of the draft in the address bar: `/compose` is a fresh one, `/compose/<id>` a stored one. Null on the
 * server and until the browser has taken over.
 */
export function useComposeSession(
  identities: readonly ComposeIdentity[],
  emptyText: DraftText,
): { session: ComposeSession; state: ComposeState } | null {
  const pathname = usePathname();
  const envelopeId = pathname.split('/')[2] ?? null;
  const [session, setSession] = useState<ComposeSession | null>(null);
  const current = useRef<ComposeSession | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: only the address bar chooses the draft
  useEffect(() => {
    // The first keystroke gives a fresh draft its address: that is no other draft.
    if (current.current && envelopeId === current.current.state.envelopeId) return;
    const origin = window.location.origin;
    const next = obtainComposeSession({ origin, envelopeId, text: emptyText, identities });
    current.current = next;
    setSession(next);
  }, [envelopeId]);

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

  return session && state ? { session, state } : null;
}

const noSubscription = () => () => undefined;
