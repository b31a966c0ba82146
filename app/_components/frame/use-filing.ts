'use client';

import { useRouter } from 'next/navigation';
import { useCallback, useState } from 'react';
import { callApi } from '@/app/_components/form/call-api';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';
import {
  filedBack,
  forgetLastFiled,
  inTurn,
  type LastFiled,
  noteFiled,
  noteUndone,
  readLastFiled,
} from '@/lib/browser/mailbox/filed-items';
import { filedMax } from '@/lib/filing/limits';
import type { FileItemsAnswer, FileItemsRequest, Filing } from '@/lib/filing/wire';

/** Files copies, and undoes it; what was refused is said in words, and `file` answers whether all went. */
export function useFiling() {
  const router = useRouter();
  const refusalText = useRefusalText();
  const [refused, setRefused] = useState<string | null>(null);

  const ask = useCallback(
    async (request: FileItemsRequest): Promise<FileItemsAnswer['changed'] | null> => {
      const answer = await callApi<FileItemsAnswer>('POST', '/api/items/file', request);
      setRefused(answer.ok ? null : refusalText(answer.refusal));
      return answer.ok ? answer.data.changed : null;
    },
    [refusalText],
  );
  const file = useCallback(
    (items: readonly string[], filing: Filing): Promise<boolean> =>
      inTurn(async () => {
        const changed: FileItemsAnswer['changed'] = [];
        let isDone = true;
        for (let from = 0; isDone && from < items.length; from += filedMax) {
          const part = await ask({ items: items.slice(from, from + filedMax), filing });
          isDone = part !== null;
          changed.push(...(part ?? []));
        }
        // what was filed before a refusal can be undone; where nothing was, the offer before it stands
        if (isDone || changed.length > 0) noteFiled(filing, changed, Date.now());
        router.refresh();
        return isDone;
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
        const undone: FileItemsAnswer['changed'] = [];
        for (const request of filedBack(filed)) {
          const part = await ask(request);
          if (part === null) return router.refresh();
          undone.push(...part);
        }
        noteUndone(filed, undone);
        router.refresh();
      }),
    [ask, router],
  );
  return { file, undo, refused, forget: () => setRefused(null) };
}
