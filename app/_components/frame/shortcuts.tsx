'use client';

import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { focusSearch } from './search-field';
import { isPlainKey, shortcutsAreOn } from './shortcut-keys';

const ShortcutsHelp = dynamic(() => import('./shortcuts-help'), { ssr: false });

const goesTo: Readonly<Record<string, string>> = {
  i: '/inbox',
  s: '/sent',
  d: '/drafts',
  a: '/archive',
};

/** The keys that work on every page of a member: `c`, `/`, `g` then a letter, and `?`, which lists them all. */
export function Shortcuts() {
  const router = useRouter();
  const [helping, setHelping] = useState(false);
  useEffect(() => {
    let afterG = false;
    const onKey = (event: KeyboardEvent) => {
      if (!isPlainKey(event) || !shortcutsAreOn()) return;
      const place = afterG ? goesTo[event.key] : undefined;
      afterG = event.key === 'g';
      if (place !== undefined) router.push(place);
      else if (event.key === 'c') router.push('/compose');
      else if (event.key === '?') setHelping(true);
      else if (event.key === '/') {
        event.preventDefault();
        if (!focusSearch()) router.push('/search');
      }
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [router]);
  return helping && <ShortcutsHelp onClose={() => setHelping(false)} />;
}
