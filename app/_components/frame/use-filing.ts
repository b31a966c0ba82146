'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useCallback, useState } from 'react';
import { callApi } from '@/app/_components/form/call-api';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';
import {
  type Deed,
  filedBack,
  forgetLastFiled,
  inTurn,
  type LastFiled,
  noteFiled,
  noteUndone,
  readLastFiled,
} from '@/lib/browser/mailbox/filed-items';
import { filedMax, removedMax } from '@/lib/filing/limits';
import type {
  ChangedCopy,
  EmptyTrashAnswer,
  EmptyTrashRequest,
  FileItemsAnswer,
  ItemBefore,
  RemoveItemsAnswer,
  RestoreItemsAnswer,
} from '@/lib/filing/wire';

/** Files copies or removes them for ever, and undoes it; what was refused is said in words, and `file` answers whether all went. */
export function useFiling() {
  const t = useTranslations('common.filed');
  const router = useRouter();
  const refusalText = useRefusalText();
  const [refused, setRefused] = useState<string | null>(null);

  const ask = useCallback(
    async <Answer>(path: string, request: unknown): Promise<Answer | null> => {
      const answer = await callApi<Answer>('POST', path, request);
      setRefused(answer.ok ? null : refusalText(answer.refusal));
      return answer.ok ? answer.data : null;
    },
    [refusalText],
  );
  /** @param standing how those copies stand of which that is known, for when it is undone */
  const file = useCallback(
    (items: readonly string[], deed: Deed, standing: readonly ItemBefore[] = []): Promise<boolean> =>
      inTurn(async () => {
        const changed: ItemBefore[] = [];
        let held = 0;
        let isDone = true;
        for (const part of pieces(items, 'removed' in deed ? removedMax : filedMax)) {
          if ('removed' in deed) {
            const answer = await ask<RemoveItemsAnswer>('/api/items/remove', { items: part });
            changed.push(...asTrashed(answer?.removed ?? [], standing));
            held += answer?.held.length ?? 0;
            isDone = answer !== null;
          } else {
            const answer = await ask<FileItemsAnswer>('/api/items/file', { items: part, filing: deed });
            changed.push(...(answer?.changed ?? []));
            isDone = answer !== null;
          }
          if (!isDone) break;
        }
        // what was filed before a refusal can be undone; where nothing was, the offer before it stands
        if (isDone || changed.length > 0) noteFiled(deed, changed, Date.now());
        if (isDone && held > 0) setRefused(t('held', { count: held }));
        router.refresh();
        return isDone;
      }),
    [ask, router, t],
  );
  /** Request after request, until nothing is left that goes; all of it can be undone at once. */
  const emptyTrash = useCallback(
    (request: EmptyTrashRequest): Promise<boolean> =>
      inTurn(async () => {
        const removed: ChangedCopy[] = [];
        let answer: EmptyTrashAnswer | null;
        do {
          answer = await ask<EmptyTrashAnswer>('/api/trash/empty', request);
          removed.push(...(answer?.removed ?? []));
        } while (answer?.more);
        if (removed.length > 0) noteFiled({ removed: true }, asTrashed(removed, []), Date.now());
        router.refresh();
        return answer !== null;
      }),
    [ask, router],
  );
  /** This, or what was filed last once all that was pressed before is done. */
  const undo = useCallback(
    (wanted?: LastFiled): Promise<void> =>
      inTurn(async () => {
        const filed = wanted ?? readLastFiled();
        if (filed === null) return;
        forgetLastFiled();
        const undone: ChangedCopy[] = [];
        for (const { path, request } of undoing(filed)) {
          const part = await ask<Partial<FileItemsAnswer & RestoreItemsAnswer>>(path, request);
          if (part === null) return router.refresh();
          undone.push(...(part.changed ?? []), ...(part.restored ?? []));
        }
        noteUndone(filed, undone);
        router.refresh();
      }),
    [ask, router],
  );
  return { file, emptyTrash, undo, refused, forget: () => setRefused(null) };
}

function undoing({ filing, before }: LastFiled): { path: string; request: unknown }[] {
  if (!('removed' in filing))
    return filedBack({ filing, before }, Date.now()).map((request) => ({ path: '/api/items/file', request }));
  const items = before.map(({ itemId }) => itemId);
  return pieces(items, removedMax).map((part) => ({ path: '/api/items/restore', request: { items: part } }));
}

function pieces(items: readonly string[], most: number): string[][] {
  return Array.from({ length: Math.ceil(items.length / most) }, (_, n) =>
    items.slice(n * most, (n + 1) * most),
  );
}

const inTrash = { folder: 'trash', folderId: null, laterUntil: null, read: true, starred: false } as const;

/** What lay in the trash, as it is known; rows from the server say the rest. */
function asTrashed(copies: readonly ChangedCopy[], standing: readonly ItemBefore[]): ItemBefore[] {
  const known = new Map(standing.map((item) => [item.itemId, item]));
  return copies.map((copy) => ({ ...(known.get(copy.itemId) ?? inTrash), ...copy }));
}
