// @vitest-environment happy-dom
import { MantineProvider } from '@mantine/core';
import { AppRouterContext } from 'next/dist/shared/lib/app-router-context.shared-runtime';
import { NextIntlClientProvider } from 'next-intl';
import { act, type ContextType } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import LiveMail from '../../../app/_components/frame/live-mail';
import { EnvelopeList } from '../../../app/(mail)/_components/envelope-list';
import type { EnvelopeListItem, MailboxChangesAnswer } from '../../../lib/envelope/answers';
import { emptyItem } from '../../../lib/mailbox/letter-summary';
import common from '../../../messages/fr/common.json';
import mail from '../../../messages/fr/mail.json';

/** A received letter of the minute `at`, changed last at `changeNumber`. */
const item = (title: string, at: number, changeNumber: number, more: Partial<EnvelopeListItem> = {}) => ({
  ...emptyItem(`id-${title}`, new Date(at * 60_000)),
  reference: title,
  mailboxId: 'm',
  sender: { address: 'a@b.test', name: null, organisation: '' },
  title,
  changeNumber,
  ...more,
});

/** The stream, whose events the test tells. */
class Stream extends EventTarget {
  static opened: Stream[] = [];
  onerror: (() => void) | null = null;
  isClosed = false;
  constructor(readonly url: string) {
    super();
    Stream.opened.push(this);
  }
  close() {
    this.isClosed = true;
  }
}
const told = (event: 'all' | 'some' | 'beat', data: unknown) =>
  act(async () => {
    Stream.opened.at(-1)?.dispatchEvent(new MessageEvent(event, { data: JSON.stringify(data) }));
    await new Promise((resolve) => setTimeout(resolve, 20));
  });

let answers: Record<string, Partial<MailboxChangesAnswer>> = {};
let asked: string[] = [];
const refresh = vi.fn();
const cleanUps: (() => void)[] = [];

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  vi.stubGlobal('EventSource', Stream);
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url);
    const since = /since=(\d+)/.exec(url)?.[1];
    const answer = answers[since ?? ''];
    return answer
      ? Response.json({ number: Number(since) + 1, tooMany: false, changes: [], unread: 0, ...answer })
      : new Response('', { status: 404 });
  });
});
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
  vi.unstubAllGlobals();
  Stream.opened = [];
  asked = [];
});

it('a list that is open follows its mailbox: what comes in waits for a press, what changes elsewhere changes or leaves, the focus stays, the tab counts', async () => {
  document.title = 'Boîte de réception · Pli';
  const place = document.body.appendChild(document.createElement('div'));
  const root = createRoot(place);
  cleanUps.push(() => {
    act(() => root.unmount());
    place.remove();
  });
  const first = { items: [item('Trois', 3, 3), item('Deux', 2, 2), item('Un', 1, 1)], nextCursor: null };
  const router = { refresh } as unknown as ContextType<typeof AppRouterContext>; // all that is asked of it
  await act(async () =>
    root.render(
      <AppRouterContext.Provider value={router}>
        <NextIntlClientProvider locale="fr" messages={{ common, mail }} timeZone="UTC" now={new Date(0)}>
          <MantineProvider env="test">
            <LiveMail person="p" numbers={{ m: 3 }} unread={3} at={new Date(0).toISOString()} />
            <EnvelopeList
              place={{ box: 'inbox' }}
              mailboxId={null}
              numbers={{ m: 3 }}
              first={first}
              folders={[]}
            />
          </MantineProvider>
        </NextIntlClientProvider>
      </AppRouterContext.Provider>,
    ),
  );
  const titles = () =>
    [...place.querySelectorAll('[data-item]')].map(
      (row) => /Un|Deux|Trois|Quatre/.exec(row.textContent ?? '')?.[0],
    );
  const unread = () =>
    [...place.querySelectorAll('[data-item]')].map((row) => row.textContent?.includes('Non lu'));
  const line = () =>
    [...place.querySelectorAll('button')].find((one) => /nouveau/.test(one.textContent ?? ''));

  expect(Stream.opened.map(({ url }) => url)).toEqual(['/api/live']);
  expect(document.title).toBe('(3) Boîte de réception · Pli');
  await told('all', { m: 3 });
  expect(asked.filter((url) => url.includes('changes'))).toEqual([]);

  const four = item('Quatre', 4, 4);
  answers = {
    3: { changes: [{ itemId: four.itemId, folder: 'inbox', folderId: null, item: four }], unread: 4 },
  };
  await told('some', { m: 4 });
  expect(asked.at(-1)).toBe('/api/mailboxes/m/changes?since=3');
  expect(titles()).toEqual(['Trois', 'Deux', 'Un']);
  expect(line()?.textContent).toBe('1 nouveau pli');
  expect(document.title).toBe('(4) Boîte de réception · Pli');
  document.title = 'Brouillons · Pli'; // as the framework does on the way to another page
  await act(async () => new Promise((resolve) => setTimeout(resolve, 20)));
  expect(document.title).toBe('(4) Brouillons · Pli');
  await act(async () => {
    line()?.click();
    await new Promise((resolve) => setTimeout(resolve, 50));
  });
  expect(titles()).toEqual(['Quatre', 'Trois', 'Deux', 'Un']);
  expect(document.activeElement?.textContent).toContain('Quatre');

  const read = item('Trois', 3, 5, { readAt: new Date(0).toISOString() });
  answers = {
    4: { changes: [{ itemId: read.itemId, folder: 'inbox', folderId: null, item: read }], unread: 0 },
  };
  await told('some', { m: 5 });
  expect(unread()).toEqual([true, false, true, true]);
  expect(document.title).toBe('Brouillons · Pli');

  const gone = item('Quatre', 4, 6);
  answers = { 5: { changes: [{ itemId: gone.itemId, folder: 'archive', folderId: null, item: gone }] } };
  await told('some', { m: 6 });
  expect(titles()).toEqual(['Trois', 'Deux', 'Un']);
  expect(document.activeElement?.textContent).toContain('Trois');
  expect(refresh).not.toHaveBeenCalled();

  answers = { 6: { tooMany: true } };
  await told('some', { m: 7 });
  expect(refresh).toHaveBeenCalledOnce();

  await act(async () => window.dispatchEvent(new Event('pagehide')));
  expect(Stream.opened.map(({ isClosed }) => isClosed)).toEqual([true]);
});
