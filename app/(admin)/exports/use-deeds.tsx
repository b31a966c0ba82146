'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import type { FlashMessage } from '@/app/_components/dialog/flash';
import { focusMain } from '@/app/_components/dialog/focus-main';
import { useConfirm } from '@/app/_components/dialog/use-confirm';
import { callApi } from '@/app/_components/form/call-api';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';
import type {
  ChangeDestinationAnswer,
  DestinationItem,
  TestDestinationAnswer,
} from '@/lib/destinations/wire';
import { useFailureText } from './use-failure-text';

/** What can be done with a destination besides changing its settings. */
export type Deed = 'test' | 'pause' | 'resume' | 'renew' | 'remove';

/** Runs a deed, asking first where it cannot be taken back; `dialog` must stand in what is rendered. */
export function useDeeds(tell: {
  say: (message: FlashMessage) => void;
  /** A signing secret that Pli made anew. */
  onSecret: (secret: string | null) => void;
  reload: () => void;
}): { run: (item: DestinationItem, deed: Deed) => void; busyId: string | null; dialog: ReactNode } {
  const t = useTranslations('destinations');
  const refusalText = useRefusalText();
  const failureText = useFailureText();
  const [busyId, setBusyId] = useState<string | null>(null);
  const { ask, dialog } = useConfirm();

  /** Calls a route of the destination; its answer, or undefined when it was refused, which is said. */
  const call = async <Answer,>(
    item: DestinationItem,
    method: 'POST' | 'PATCH' | 'DELETE',
    body?: unknown,
  ) => {
    setBusyId(item.id);
    const path = `/api/audit/destinations/${item.id}${method === 'POST' ? '/test' : ''}`;
    const answer = await callApi<Answer>(method, path, body);
    setBusyId(null);
    tell.reload();
    if (!answer.ok) tell.say({ tone: 'refused', text: refusalText(answer.refusal) });
    return answer;
  };
  const done = (text: string) => tell.say({ tone: 'done', text });

  const test = async (item: DestinationItem) => {
    const { name } = item;
    done(t('testing', { name }));
    const answer = await call<TestDestinationAnswer>(item, 'POST');
    if (!answer.ok) return;
    if (answer.data.arrived) return done(t('test.arrived', { name }));
    tell.say({ tone: 'refused', text: t('test.failed', { name, reason: failureText(answer.data.failure) }) });
  };
  const pause = async (item: DestinationItem, deed: 'pause' | 'resume') => {
    const answer = await call(item, 'PATCH', { paused: deed === 'pause' });
    if (answer.ok) done(t(`done.${deed}`, { name: item.name }));
  };
  const renew = async (item: DestinationItem) => {
    const answer = await call<ChangeDestinationAnswer>(item, 'PATCH', { renewSecret: true });
    if (answer.ok) tell.onSecret(answer.data.secret);
  };
  const remove = async (item: DestinationItem) => {
    const answer = await call(item, 'DELETE');
    if (!answer.ok) return;
    done(t('done.remove', { name: item.name }));
    focusMain(); // its row is gone
  };

  const run = (item: DestinationItem, deed: Deed) => {
    const { name } = item;
    if (deed === 'test') return void test(item);
    if (deed === 'pause' || deed === 'resume') return void pause(item, deed);
    const words = { title: t(`${deed}.title`, { name }), text: t(`${deed}.text`), action: t(`do.${deed}`) };
    if (deed === 'renew') return ask({ ...words, grave: false }, () => void renew(item));
    ask({ ...words, grave: true }, () => void remove(item));
  };
  return { run, busyId, dialog };
}
