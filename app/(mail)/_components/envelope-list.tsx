'use client';

import { Button } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { type ReactNode, useRef, useState } from 'react';
import { callApi } from '@/app/_components/form/call-api';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';
import type { EnvelopeListAnswer, EnvelopeListItem } from '@/lib/envelope/wire';
import classes from './envelope-list.module.css';
import { type Box, EnvelopeRow } from './envelope-row';
import { useRowKeys } from './use-row-keys';

/**
 * A list of envelopes, newest first. The first page comes from the server with the document; older ones are fetched by
 * their keyset cursor when asked for, and the focus stays where it was. `action` adds a control beside each row.
 */
export function EnvelopeList({
  box,
  mailboxId,
  first,
  action,
  hidden,
}: {
  box: Box;
  mailboxId: string | null;
  first: EnvelopeListAnswer;
  action?: (item: EnvelopeListItem) => ReactNode;
  /** Ids of envelopes that were deleted meanwhile. */
  hidden?: ReadonlySet<string>;
}) {
  const t = useTranslations('mail.list');
  const refusalText = useRefusalText();
  const list = useRef<HTMLUListElement>(null);
  const [loaded, setLoaded] = useState(first);
  const [loading, setLoading] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  useRowKeys(list);

  const loadOlder = async () => {
    if (loaded.nextCursor === null) return;
    setLoading(true);
    const query = new URLSearchParams({
      box,
      cursor: loaded.nextCursor,
      ...(mailboxId ? { mailbox: mailboxId } : {}),
    });
    const answer = await callApi<EnvelopeListAnswer>('GET', `/api/envelopes?${query}`);
    setLoading(false);
    setRefused(answer.ok ? null : refusalText(answer.refusal));
    if (answer.ok)
      setLoaded({ items: [...loaded.items, ...answer.data.items], nextCursor: answer.data.nextCursor });
  };

  const shown = merged(first.items, loaded.items).filter((item) => !hidden?.has(item.envelopeId));
  return (
    <>
      <ul className={classes.list} ref={list} aria-label={t('label')}>
        {shown.map((item) => (
          <li key={keyOf(item)} className={`${classes.item} ${action ? classes.withAction : ''}`}>
            <EnvelopeRow box={box} item={item} />
            {action?.(item)}
          </li>
        ))}
      </ul>
      <div className={classes.foot} aria-live="polite">
        {refused && <span>{refused}</span>}
        {loaded.nextCursor === null ? (
          <span>{t('end')}</span>
        ) : (
          <Button variant="subtle" onClick={() => void loadOlder()} loading={loading}>
            {t('more')}
          </Button>
        )}
      </div>
    </>
  );
}

const keyOf = (item: EnvelopeListItem) => item.reference ?? item.envelopeId;

/** The first page may have been refreshed since the others were loaded: its entries win, none is lost in between. */
function merged(first: EnvelopeListItem[], loaded: EnvelopeListItem[]): EnvelopeListItem[] {
  const fresh = new Set(first.map(keyOf));
  return [...first, ...loaded.filter((item) => !fresh.has(keyOf(item)))];
}
