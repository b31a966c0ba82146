'use client';

import { Button } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useCallback, useEffect, useState } from 'react';
import bar from '@/app/_components/frame/bar.module.css';
import classes from '../compose.module.css';

type Removal = { name: string; undo(): void; forget(): void };
const shownMs = 8_000;

/** The last removed file, as long as it can come back. A second removal makes the first one final. */
export function useRemovals() {
  const [removal, setRemoval] = useState<Removal | null>(null);
  useEffect(() => {
    if (!removal) return;
    const timer = setTimeout(() => setRemoval(null), shownMs);
    return () => {
      clearTimeout(timer);
      removal.forget();
    };
  }, [removal]);
  const undo = useCallback(() => {
    removal?.undo();
    setRemoval(null);
  }, [removal]);
  return { removal, undo, show: setRemoval };
}

/** Says what was removed, with a way back. */
export function UndoBar({ removal, onUndo }: { removal: Removal | null; onUndo: () => void }) {
  const t = useTranslations('compose.files');
  return (
    <div role="status">
      {removal && (
        <div className={`${bar.bar} ${classes.undoBar}`}>
          <span>{t('removed', { name: removal.name })}</span>
          <Button size="compact-md" variant="white" onClick={onUndo}>
            {t('undo')}
          </Button>
        </div>
      )}
    </div>
  );
}
