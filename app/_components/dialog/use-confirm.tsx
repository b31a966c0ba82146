'use client';

import dynamic from 'next/dynamic';
import { type ReactNode, useState } from 'react';
import type { Confirmation } from './confirm-dialog';

// Fetched when the first question is asked: few visits ever ask one.
const ConfirmDialog = dynamic(() => import('./confirm-dialog'), { ssr: false });

/** `ask` shows a question and runs `then` only when it was confirmed; `dialog` must stand in what is rendered. */
export function useConfirm(): {
  ask: (confirmation: Confirmation, then: () => void) => void;
  dialog: ReactNode;
} {
  const [asked, setAsked] = useState<{ confirmation: Confirmation; then: () => void } | null>(null);
  const dialog = asked && (
    <ConfirmDialog
      confirmation={asked.confirmation}
      onCancel={() => setAsked(null)}
      onConfirm={() => {
        setAsked(null);
        asked.then();
      }}
    />
  );
  return { ask: (confirmation, then) => setAsked({ confirmation, then }), dialog };
}
