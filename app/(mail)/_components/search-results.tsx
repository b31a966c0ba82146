'use client';

import { Alert, Loader } from '@mantine/core';
import { IconInfoCircle, IconSearch } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { focusSearch, SearchField } from '@/app/_components/frame/search-field';
import { EmptyState } from '@/app/_components/show/empty-state';
import { PageHeader } from '@/app/_components/show/page-header';
import { Paper } from '@/app/_components/show/paper';
import { readSearch } from '@/lib/browser/mailbox/search-state';
import type { IndexState } from '@/lib/browser/search-index/index-messages';
import type { FolderPlace } from '@/lib/filing/list-folders';
import { EnvelopeList } from './envelope-list';
import classes from './search.module.css';
import { SearchFilters } from './search-filters';
import { olderFound, useSearch } from './use-search';

/** What was found is as old as its answer: it waits for no change. */
const nowhere = {};
const foundPlace = { box: 'search' } as const;

/** The page of what is found: as one types, newest first, with what can be added to look closer. */
export function SearchResults({ folders }: { folders: readonly FolderPlace[] }) {
  const t = useTranslations('mail.search');
  const { text, found, refused, isLooking, texts } = useSearch();
  useEffect(() => {
    if (readSearch().text === '') focusSearch();
  }, []);
  const count = found?.answer.items.length ?? 0;
  const isMore = found?.answer.nextCursor != null;
  return (
    <>
      <PageHeader title={t('title')} />
      <SearchField onPage />
      <SearchFilters />
      <p className={classes.said} role="status">
        {isLooking && <Loader size={14} aria-hidden />}
        {refused ??
          (isLooking
            ? t('looking')
            : found !== null &&
              text !== '' &&
              t(found.answer.near ? 'near' : 'count', { count, more: isMore ? 1 : 0 }))}
      </p>
      <TextsSearched {...texts} />
      {found !== null && <Notes {...found.answer} />}
      <Paper padded={false}>
        {found === null || count === 0 ? (
          <EmptyState
            icon={<IconSearch size={48} stroke={1.4} aria-hidden />}
            title={t(found === null || text === '' ? 'beginTitle' : 'noneTitle')}
            text={t(found === null || text === '' ? 'beginText' : 'noneText')}
          />
        ) : (
          <EnvelopeList
            key={found.text}
            place={foundPlace}
            mailboxId={null}
            numbers={nowhere}
            first={found.answer}
            older={(cursor) => olderFound(found.answer, cursor)}
            folders={folders}
          />
        )}
      </Paper>
    </>
  );
}

/** How far the texts of letters are searched: what is not said to be searched is not. */
function TextsSearched({ phase, letters, broken }: IndexState) {
  const t = useTranslations('mail.search.texts');
  if (phase === 'closed') return null;
  return (
    <p className={classes.texts}>
      {t(phase, { count: letters })}
      {broken.length > 0 && ` ${t('broken', { count: broken.length })}`}
    </p>
  );
}

function Notes({ notUnderstood, incomplete }: { notUnderstood: readonly string[]; incomplete: boolean }) {
  const t = useTranslations('mail.search');
  if (notUnderstood.length === 0 && !incomplete) return null;
  return (
    <Alert
      color="gray"
      c="var(--mantine-color-text)"
      mb="sm"
      icon={<IconInfoCircle aria-hidden />}
      className={classes.notes ?? ''}
    >
      {notUnderstood.length > 0 && <p>{t('notUnderstood', { parts: notUnderstood.join(', ') })}</p>}
      {incomplete && <p>{t('incomplete')}</p>}
    </Alert>
  );
}
