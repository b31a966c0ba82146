'use client';

import { Button } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState, useSyncExternalStore } from 'react';
import {
  type Deed,
  forgetLastFiled,
  type LastFiled,
  readLastFiled,
  subscribeFiled,
} from '@/lib/browser/mailbox/filed-items';
import classes from './bar.module.css';
import { isPlainKey, shortcutsAreOn } from './shortcut-keys';
import { useFiling } from './use-filing';

/** "3 letters archived · Undo", on whatever page one is, for ten seconds; `z` does the same. */
export function UndoFilingBar() {
  const t = useTranslations('common.filed');
  const last = useSyncExternalStore(subscribeFiled, readLastFiled, () => null);
  const { undo, refused, forget } = useFiling();
  const [busy, setBusy] = useState(false);
  useEnd(last);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'z' && isPlainKey(event) && shortcutsAreOn()) void undo();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [undo]);

  const press = async (filed: LastFiled) => {
    setBusy(true);
    await undo(filed);
    setBusy(false);
  };
  return (
    <div role="status">
      {last && (
        <div className={classes.bar}>
          <span>{t(wordsOf(last.filing), { count: last.before.length })}</span>
          <Button
            size="compact-md"
            variant="white"
            leftSection={<IconArrowBackUp size={18} aria-hidden />}
            loading={busy}
            onClick={() => void press(last)}
          >
            {t('undo')}
          </Button>
        </div>
      )}
      {refused && (
        <div className={classes.bar}>
          <span>{refused}</span>
          <Button size="compact-md" variant="white" onClick={forget}>
            {t('close')}
          </Button>
        </div>
      )}
    </div>
  );
}

function useEnd(last: LastFiled | null): void {
  useEffect(() => {
    if (last === null) return;
    const timer = setTimeout(forgetLastFiled, Math.max(0, last.until - Date.now()));
    return () => clearTimeout(timer);
  }, [last]);
}

function wordsOf(filing: Deed) {
  if ('removed' in filing) return 'removed';
  if ('read' in filing) return filing.read ? 'read' : 'unread';
  if ('starred' in filing) return filing.starred ? 'starred' : 'unstarred';
  if ('folderId' in filing) return 'moved';
  return 'laterUntil' in filing ? 'later' : filing.folder;
}
