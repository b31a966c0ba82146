'use client';

import { CloseButton, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
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
      <search className={onPage ? classes.onPage : classes.inBar}>
        <TextInput
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
          leftSection={<IconSearch size={18} stroke={1.7} aria-hidden />}
          rightSection={
            text !== '' && <CloseButton aria-label={t('clear')} onClick={() => writeSearch('')} size={28} />
          }
        />
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
