'use client';

import { Notification } from '@mantine/core';
import { IconLockCheck } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { readSent } from '@/lib/browser/compose/just-sent';
import { Leaving } from './leaving';
import classes from './sealed-note.module.css';

const shownMs = 6_000;

/** Says once, after Send, that the envelope is sealed and leaves, at once or when, unless the bar that takes it back says so; the address bar forgets it at once. */
export function SealedNote({ leavesAt }: { leavesAt: string | null }) {
  const t = useTranslations('mail.status');
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const url = new URL(window.location.href);
    if (!url.searchParams.has('sealed')) return;
    setShown(readSent() === null);
    // The composer may have been scrolled; the router takes a heading behind the header for one that is seen.
    window.scrollTo({ top: 0 });
    window.history.replaceState(null, '', url.pathname);
  }, []);
  useEffect(() => {
    if (!shown) return;
    const timer = setTimeout(() => setShown(false), shownMs);
    return () => clearTimeout(timer);
  }, [shown]);
  return (
    <div role="status" className={classes.place}>
      {shown && (
        <Notification icon={<IconLockCheck size={20} aria-hidden />} withCloseButton={false} withBorder>
          {leavesAt === null ? t('justSealed') : <Leaving at={leavesAt} />}
        </Notification>
      )}
    </div>
  );
}
