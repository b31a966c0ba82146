'use client';

import { ActionIcon } from '@mantine/core';
import { IconArrowLeft, IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type ReactNode, useEffect, useState } from 'react';
import { isPlainKey, shortcutsAreOn } from '@/app/_components/frame/shortcut-keys';
import { placeInList } from '@/lib/browser/mailbox/list-walk';
import { pressToOpen } from '@/lib/browser/open/opened-here';
import classes from '../reader.module.css';

/** Back to the list one came from, and to what stands before and after in it; by press or by `u`, `p`, `n`. */
export function ListNav({ reference }: { reference: string }) {
  const t = useTranslations('open.list');
  const router = useRouter();
  // In this tab's memory: the server draws none.
  const [place, setPlace] = useState<ReturnType<typeof placeInList> | null>(null);
  useEffect(() => setPlace(placeInList(reference)), [reference]);
  useEffect(() => {
    if (place === null) return;
    const onKey = (event: KeyboardEvent) => {
      if (!isPlainKey(event) || !shortcutsAreOn()) return;
      if (event.key === 'u' && place.list !== null) router.push(place.list);
      const next = { n: place.older, p: place.newer }[event.key];
      if (!next) return;
      pressToOpen(next);
      router.push(`/e/${next}`);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [place, router]);
  if (place?.list == null) return null;
  return (
    <nav className={classes.listNav} aria-label={t('label')}>
      <Link href={place.list} prefetch={false} className={classes.listBack}>
        <IconArrowLeft size={18} aria-hidden /> {t('back')}
      </Link>
      <Step reference={place.newer} label={t('newer')} icon={<IconChevronUp size={20} aria-hidden />} />
      <Step reference={place.older} label={t('older')} icon={<IconChevronDown size={20} aria-hidden />} />
    </nav>
  );
}

/** One that leads nowhere stays in its place. */
function Step({ reference, label, icon }: { reference: string | null; label: string; icon: ReactNode }) {
  const look = { variant: 'subtle', size: 'lg', 'aria-label': label } as const;
  if (reference === null) {
    return (
      <ActionIcon {...look} aria-disabled data-disabled onClick={() => undefined}>
        {icon}
      </ActionIcon>
    );
  }
  return (
    <ActionIcon
      {...look}
      component={Link}
      href={`/e/${reference}`}
      prefetch={false}
      title={label}
      onNavigate={() => pressToOpen(reference)}
    >
      {icon}
    </ActionIcon>
  );
}
