'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import type { ComposeSession } from '@/lib/browser/compose/compose-session';
import type { ComposeState } from '@/lib/browser/compose/compose-state';
import { textOf } from '@/lib/browser/compose/draft-content';
import {
  type FoundText,
  findUnsaved,
  forgetUnsaved,
  forgetWhenStored,
  restoreUnsaved,
  type UnsavedDraft,
} from '@/lib/browser/compose/unsaved-draft';

/** What was found of texts that were written here and not stored, and what the person can do about it. */
export type Unsaved = {
  /** Of the draft on the page. */
  found: FoundText | null;
  /** Of another draft, on a page where none has been begun. */
  other: UnsavedDraft | null;
  /** The found text takes the place of what stands there. */
  take: () => void;
  /** The stored version takes its place again. */
  takeBack: () => void;
  /** The found text is not wanted. */
  drop: () => void;
  /** It was read. */
  close: () => void;
};

/** Looks once for each session: after a stored draft was opened, or when a fresh one stands there. */
export function useUnsaved(
  composing: { session: ComposeSession; state: ComposeState } | null,
  isFresh: boolean,
  /** A fresh draft with that text takes the page's place. */
  beginFrom: (unsaved: UnsavedDraft) => ComposeSession,
): Unsaved {
  const router = useRouter();
  const [found, setFound] = useState<FoundText | null>(null);
  const [other, setOther] = useState<UnsavedDraft | null>(null);
  const lookedAt = useRef<ComposeSession | null>(null);
  const session = composing?.session ?? null;
  const phase = composing?.state.phase;
  const goOn = useRef((_unsaved: UnsavedDraft): void => undefined);
  goOn.current = (unsaved) => {
    lookedAt.current = beginFrom(unsaved);
    const files = unsaved.content.attachments.length;
    setFound({ kind: 'taken', at: unsaved.at, former: null, files });
  };
  useEffect(() => {
    if (!session || (phase !== 'editing' && phase !== 'gone') || lookedAt.current === session) return;
    lookedAt.current = session;
    const look = async () => {
      if (isFresh) {
        const [newest] = await findUnsaved();
        return setOther(newest ?? null);
      }
      const restored = await restoreUnsaved(session);
      // Never stored: there is no draft to open, only the text to go on with.
      if (restored?.kind === 'orphan' && restored.unsaved.revision === 0) goOn.current(restored.unsaved);
      else setFound(restored);
    };
    void look();
  }, [session, phase, isFresh]);

  const unsaved = found && 'unsaved' in found ? found.unsaved : null;
  const take = () => {
    if (other) return router.push(`/compose/${other.draftId}`);
    if (!session || !unsaved) return;
    if (found?.kind === 'orphan') return goOn.current(unsaved);
    session.fill(textOf(unsaved.content));
    forgetWhenStored(unsaved, session);
    setFound(null);
  };
  const drop = () => {
    const unwanted = other ?? unsaved;
    if (unwanted) void forgetUnsaved(unwanted);
    setOther(null);
    setFound(null);
  };
  const takeBack = () => {
    if (session && found?.kind === 'taken' && found.former)
      session.fill(textOf(found.former), found.former.attachments);
    setFound(null);
  };
  return { found, other, take, takeBack, drop, close: () => setFound(null) };
}
