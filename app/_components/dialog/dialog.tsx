'use client';

import dynamic from 'next/dynamic';
import { type ReactNode, useEffect } from 'react';
import { afterFirstSight } from './after-first-sight';
import { FocusBack } from './focus-back';

type Props = {
  opened: boolean;
  title: string;
  /** Null: it must be answered. */
  onClose: (() => void) | null;
  /** `lg` for a form of many fields. */
  size?: 'md' | 'lg';
  children: ReactNode;
};

/**
 * A question in front of the page, named by its title. When it closes, the focus is back on what opened it, or on the page
 * where that is gone.
 */
export function Dialog({ opened, title, onClose, size = 'md', children }: Props) {
  // Few visits open one; those that begin to use the page have it before they need it, also where the line breaks then.
  useEffect(() => afterFirstSight(() => void loadFrame().catch(() => undefined)), []);
  if (!opened) return null;
  return (
    <>
      <FocusBack />
      <DialogFrame title={title} onClose={onClose} size={size}>
        {children}
      </DialogFrame>
    </>
  );
}

const loadFrame = () => import('./dialog-frame');
const DialogFrame = dynamic(loadFrame, { ssr: false });
