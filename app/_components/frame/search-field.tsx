'use client';

import { IconSearch, IconX } from '@tabler/icons-react';
import Link from 'next/link';
import { usePathname, useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useSyncExternalStore } from 'react';
import { emptySearch, readSearch, subscribeSearch, writeSearch } from '@/lib/browser/mailbox/search-state';
import classes from './search-field.module.css';

/** Where one looks for letters: in the bar of a wide screen; on a phone a link to the page that has it. Enter shows what is found, and there each change does. */
export function SearchField({ onPage = false }: { onPage?: boolean }) {
  const t = useTranslations('common.search');
  const router = useRouter();
  const { text } = useSyncExternalStore(subscribeSearch, readSearch, emptySearch);
  const here = usePathname() === '/search';
  return (
    <>
      <search className={`${classes.field} ${onPage ? classes.onPage : classes.inBar}`}>
        <IconSearch size={18} stroke={1.7} aria-hidden />
        <input
          data-search
          type="text"
          inputMode="search"
          enterKeyHint="search"
          autoComplete="off"
          maxLength={200}
          aria-label={t('label')}
          placeholder={t('label')}
          aria-keyshortcuts="/"
          value={text}
          onChange={(event) => writeSearch(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') event.currentTarget.blur();
            if (event.key === 'Enter' && !event.nativeEvent.isComposing && !here && text.trim() !== '')
              router.push('/search');
          }}
        />
        {text !== '' && (
          <button type="button" aria-label={t('clear')} title={t('clear')} onClick={() => writeSearch('')}>
            <IconX size={18} stroke={1.7} aria-hidden />
          </button>
        )}
      </search>
      {!onPage && !here && (
        <Link href="/search" prefetch={false} className={classes.link} aria-label={t('label')}>
          <IconSearch size={20} stroke={1.7} aria-hidden />
        </Link>
      )}
    </>
  );
}

/** Puts the focus into the field that is seen, over what stands there or at its end; false where there is none. */
export function focusSearch({ atEnd = false } = {}): boolean {
  const fields = [...document.querySelectorAll<HTMLInputElement>('[data-search]')];
  const seen = fields.find((field) => field.checkVisibility());
  seen?.focus();
  if (atEnd) seen?.setSelectionRange(seen.value.length, seen.value.length);
  else seen?.select();
  return seen !== undefined;
}
