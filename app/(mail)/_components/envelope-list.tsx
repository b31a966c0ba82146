'use client';

import { ActionIcon, Button } from '@mantine/core';
import { IconStar, IconStarFilled } from '@tabler/icons-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';
import { type ApiAnswer, callApi } from '@/app/_components/form/call-api';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';
import { useFiling } from '@/app/_components/frame/use-filing';
import { type Deed, moves } from '@/lib/browser/mailbox/filed-items';
import { noteList } from '@/lib/browser/mailbox/list-walk';
import type { Heads } from '@/lib/browser/mailbox/live-source';
import type { EnvelopeListAnswer, EnvelopeListItem } from '@/lib/envelope/wire';
import type { FolderPlace } from '@/lib/filing/list-folders';
import type { Filing, ItemBefore } from '@/lib/filing/wire';
import classes from './envelope-list.module.css';
import { EnvelopeRow, type ListPlace } from './envelope-row';
import { type Asking, FilingBar } from './filing-bar';
import { rowAt, useFilingKeys } from './use-filing-keys';
import { useLive, useLiveList } from './use-live-list';
import { useRowKeys } from './use-row-keys';
import { WaitingLine } from './waiting-line';

// Fetched when the first question is asked.
const MoveDialog = dynamic(() => import('./move-dialog'), { ssr: false });
const LaterDialog = dynamic(() => import('./later-dialog'), { ssr: false });

/**
 * A list of envelopes, newest first. The first page comes from the server with the document; older ones are fetched by
 * their keyset cursor when asked for, and the focus stays where it was. `action` adds a control beside each row; with `folders`,
 * those they can go to, rows can be chosen, starred, marked, and moved. What changes elsewhere changes here; what comes in waits for a press.
 */
export function EnvelopeList({
  place,
  mailboxId,
  numbers,
  first,
  action,
  hidden,
  folders = null,
  older,
}: {
  place: ListPlace;
  mailboxId: string | null;
  /** At which numbers its mailboxes were before it was read. */
  numbers: Heads;
  first: EnvelopeListAnswer;
  action?: (item: EnvelopeListItem) => ReactNode;
  /** Ids of envelopes that were deleted meanwhile. */
  hidden?: ReadonlySet<string>;
  folders?: readonly FolderPlace[] | null;
  /** Where older ones come from, if not from the place itself. */
  older?: (cursor: string) => Promise<ApiAnswer<EnvelopeListAnswer>>;
}) {
  const t = useTranslations('mail');
  const { box } = place;
  const mayFile = folders !== null;
  const list = useRef<HTMLUListElement>(null);
  const { items, hasOlder, loading, refused, loadOlder } = useOlder(place, mailboxId, first, older);
  const { shown: standing, waiting, letIn } = useLiveList({ place, mailboxId, numbers, items, hasOlder });
  const shown = standing.filter((item) => !hidden?.has(item.envelopeId));
  const filed = useFiling();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const here = shown.filter(({ itemId }) => chosen.has(itemId));
  const [asked, setAsked] = useState<{ what: Asking; items: readonly EnvelopeListItem[] } | null>(null);
  useRowKeys(list);
  useKeptFocus(list, shown);
  useEffect(() => noteList(shown.flatMap(({ reference }) => reference ?? [])), [shown]);

  /** The focus goes to what now stands where the first of them stood; after a refusal everything stays chosen. */
  const file = async (ids: readonly string[], deed: Deed) => {
    const at = shown.findIndex(({ itemId }) => ids.includes(itemId));
    const isDone = await filed.file(ids, deed, shown.map(standingOf));
    if (!isDone || !moves(deed)) return;
    setChosen(new Set());
    requestAnimationFrame(() => (rowAt(list.current, at) ?? document.getElementById('content'))?.focus());
  };
  const choose = (itemId: string) => {
    const next = new Set(chosen);
    if (!next.delete(itemId)) next.add(itemId);
    setChosen(next);
  };
  const ask = (what: Asking, items: readonly EnvelopeListItem[]) => setAsked({ what, items });
  const answer = (filing: Filing) => {
    setAsked(null);
    void file(
      (asked?.items ?? []).map(({ itemId }) => itemId),
      filing,
    );
  };
  // what is typed before a dialog stands there is meant for it
  useFilingKeys({ list, box, isOn: mayFile && asked === null, shown, chosen: here, choose, file, ask });

  return (
    <>
      {mayFile && (
        <FilingBar
          box={box}
          shown={shown}
          chosen={here}
          onChoose={(ids) => setChosen(new Set(ids))}
          onFile={(deed) =>
            void file(
              here.map(({ itemId }) => itemId),
              deed,
            )
          }
          onAsk={(what) => ask(what, here)}
        />
      )}
      {asked?.what === 'move' && (
        <MoveDialog
          items={asked.items}
          place={place}
          folders={folders ?? []}
          onFile={answer}
          onClose={() => setAsked(null)}
        />
      )}
      {asked?.what === 'later' && (
        <LaterDialog count={asked.items.length} onFile={answer} onClose={() => setAsked(null)} />
      )}
      <WaitingLine
        box={box}
        waiting={waiting}
        onPress={() => {
          letIn();
          requestAnimationFrame(() => rowAt(list.current, 0)?.focus());
        }}
      />
      <ul className={classes.list} ref={list} aria-label={t('list.label')}>
        {shown.map((item) => (
          <li
            key={item.itemId}
            data-item={item.itemId}
            className={`${classes.item} ${action ? classes.withAction : ''} ${mayFile ? classes.filable : ''}`}
            data-chosen={chosen.has(item.itemId) || undefined}
          >
            {mayFile && (
              <label className={classes.choose}>
                <input
                  type="checkbox"
                  checked={chosen.has(item.itemId)}
                  onChange={() => choose(item.itemId)}
                  aria-label={t('filing.choose', { what: nameOf(item) ?? t('list.noTitle') })}
                />
              </label>
            )}
            <EnvelopeRow box={box} item={item} />
            {mayFile && <Star item={item} onFile={(deed) => void file([item.itemId], deed)} />}
            {action?.(item)}
          </li>
        ))}
      </ul>
      <div className={classes.foot} aria-live="polite">
        {(refused ?? filed.refused) && <span>{refused ?? filed.refused}</span>}
        {hasOlder ? (
          <Button variant="subtle" onClick={() => void loadOlder()} loading={loading}>
            {t('list.more')}
          </Button>
        ) : (
          <span>{t('list.end')}</span>
        )}
      </div>
    </>
  );
}

function Star({ item, onFile }: { item: EnvelopeListItem; onFile: (deed: Deed) => void }) {
  const t = useTranslations('mail');
  const Icon = item.starred ? IconStarFilled : IconStar;
  return (
    <ActionIcon
      className={classes.star ?? ''}
      variant="subtle"
      size={36}
      aria-label={t('filing.star', { what: nameOf(item) ?? t('list.noTitle') })}
      aria-pressed={item.starred}
      onClick={() => onFile({ starred: !item.starred })}
    >
      <Icon size={18} stroke={1.7} aria-hidden />
    </ActionIcon>
  );
}

/** Pages of the list as far as they were asked for. */
function useOlder(
  { box, folderId }: ListPlace,
  mailboxId: string | null,
  first: EnvelopeListAnswer,
  older: ((cursor: string) => Promise<ApiAnswer<EnvelopeListAnswer>>) | undefined,
) {
  const refusalText = useRefusalText();
  const { reloads } = useLive();
  const [loaded, setLoaded] = useState(first);
  const [given, setGiven] = useState({ first, reloads });
  if (given.first !== first) {
    setGiven({ first, reloads });
    // too much has changed for what was loaded before
    if (given.reloads !== reloads) setLoaded(first);
  }
  const [loading, setLoading] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const loadOlder = async () => {
    if (loaded.nextCursor === null) return;
    setLoading(true);
    const query = new URLSearchParams({
      box,
      cursor: loaded.nextCursor,
      ...(folderId ? { folder: folderId } : {}),
      ...(mailboxId ? { mailbox: mailboxId } : {}),
    });
    const answer = await (older
      ? older(loaded.nextCursor)
      : callApi<EnvelopeListAnswer>('GET', `/api/envelopes?${query}`));
    setLoading(false);
    setRefused(answer.ok ? null : refusalText(answer.refusal));
    if (answer.ok)
      setLoaded({ items: [...loaded.items, ...answer.data.items], nextCursor: answer.data.nextCursor });
  };
  const items = merged(first.items, loaded.items);
  return { items, hasOlder: loaded.nextCursor !== null, loading, refused, loadOlder };
}

/** As it lies in the trash, from where alone it is removed. */
function standingOf({ itemId, changeNumber, readAt, starred }: EnvelopeListItem): ItemBefore {
  const inTrash = { folder: 'trash', folderId: null, laterUntil: null } as const;
  return { itemId, changeNumber, ...inTrash, read: readAt !== null, starred };
}

/** When the row with the focus has left for elsewhere, the one that took its place has it. */
function useKeptFocus(list: RefObject<HTMLElement | null>, shown: readonly EnvelopeListItem[]): void {
  const focused = useRef<number | null>(null);
  useEffect(() => {
    const note = () => {
      const row = document.activeElement?.closest('[data-item]');
      focused.current = row ? [...(list.current?.children ?? [])].indexOf(row) : null;
    };
    document.addEventListener('focusin', note);
    return () => document.removeEventListener('focusin', note);
  }, [list]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at whenever other rows are shown
  useEffect(() => {
    const at = focused.current;
    if (at !== null && at >= 0 && document.activeElement === document.body) rowAt(list.current, at)?.focus();
  }, [shown.length]);
}

/** What a row is called by: its title, or who it is from or to. */
function nameOf(item: EnvelopeListItem): string | null {
  const [recipient] = item.recipients;
  const who = item.sender ?? recipient;
  return item.title ?? who?.name ?? who?.address ?? null;
}

/** The first page may have been refreshed since the others were loaded: its entries win, none is lost in between. */
function merged(first: EnvelopeListItem[], loaded: EnvelopeListItem[]): EnvelopeListItem[] {
  const fresh = new Set(first.map(({ itemId }) => itemId));
  return [...first, ...loaded.filter(({ itemId }) => !fresh.has(itemId))];
}
