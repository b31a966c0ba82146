'use client';

import { useTranslations } from 'next-intl';
import { useSyncExternalStore } from 'react';
import { focusSearch } from '@/app/_components/frame/search-field';
import { emptySearch, readSearch, subscribeSearch, writeSearch } from '@/lib/browser/mailbox/search-state';
import classes from './search.module.css';

const filters = ['file', 'unread', 'starred', 'inbox', 'sent', 'archive', 'trash'] as const;
/** Those of which one replaces another. */
const places: readonly string[] = ['inbox', 'sent', 'archive', 'trash'];
const begun = ['from', 'to', 'after', 'before'] as const;

/** What can be added to what is looked for, as it would be typed: a press adds it, another takes it out. */
export function SearchFilters() {
  const t = useTranslations('mail.search');
  const { text } = useSyncExternalStore(subscribeSearch, readSearch, emptySearch);
  const parts = text.split(/\s+/).filter((part) => part !== '');
  const typed = (name: (typeof filters)[number]) => t(`typed.${name}`);
  const toggle = (name: (typeof filters)[number]) => {
    const word = typed(name);
    const others = places.includes(name) ? filters.filter((one) => places.includes(one)).map(typed) : [word];
    const kept = parts.filter((part) => !others.includes(part));
    writeSearch([...kept, ...(parts.includes(word) ? [] : [word])].join(' '));
  };
  const begin = (key: (typeof begun)[number]) => {
    writeSearch(`${parts.join(' ')} ${t(`typed.${key}`)}`.trimStart());
    requestAnimationFrame(() => focusSearch({ atEnd: true }));
  };
  return (
    <fieldset className={classes.filters}>
      <legend className="visually-hidden">{t('closer')}</legend>
      {filters.map((name) => (
        <button
          key={name}
          type="button"
          className={classes.filter}
          aria-pressed={parts.includes(typed(name))}
          onClick={() => toggle(name)}
        >
          {t(`filter.${name}`)}
        </button>
      ))}
      {begun.map((key) => (
        <button key={key} type="button" className={classes.filter} data-begins onClick={() => begin(key)}>
          {t(`typed.${key}`)}…
        </button>
      ))}
    </fieldset>
  );
}
