// @vitest-environment happy-dom
import { MantineProvider } from '@mantine/core';
import { NextIntlClientProvider } from 'next-intl';
import { act, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ListPlace } from '../../../app/(mail)/_components/envelope-row';
import LaterDialog from '../../../app/(mail)/_components/later-dialog';
import MoveDialog from '../../../app/(mail)/_components/move-dialog';
import { foldedName } from '../../../lib/filing/folded-name';
import type { FolderPlace } from '../../../lib/filing/list-folders';
import type { Filing } from '../../../lib/filing/wire';
import { emptyItem } from '../../../lib/mailbox/letter-summary';
import common from '../../../messages/fr/common.json';
import mail from '../../../messages/fr/mail.json';

vi.mock('../../../app/_components/dialog/dialog', () => ({
  // what stands in the frame of a dialog; the frame itself is fetched when one is opened
  Dialog: ({ title, children }: { title: string; children: ReactNode }) => (
    <section aria-label={title}>{children}</section>
  ),
}));

const folder = (id: string, path: string[], mailboxId = 'm'): FolderPlace => ({
  id,
  mailboxId,
  parentId: null,
  name: path.at(-1) ?? '',
  path,
  depth: path.length,
});
const folders = [
  folder('r', ['Réunions']),
  folder('s', ['Réunions', 'Staff du jeudi']),
  folder('x', ['Ailleurs'], 'other'),
];
const letter = (mailboxId = 'm') => ({ ...emptyItem('e', new Date(0)), mailboxId });
const cleanUps: (() => void)[] = [];
let asked: { path: string; body: unknown }[] = [];
let answered: () => Response;
let filed: Filing[] = [];

beforeEach(() => {
  asked = [];
  filed = [];
  answered = () => Response.json({ id: 'made' }, { status: 201 });
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  vi.stubGlobal('fetch', async (path: string, init?: { body?: string }) => {
    asked.push({ path, body: JSON.parse(init?.body ?? 'null') });
    return answered();
  });
});
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
  vi.unstubAllGlobals();
});

async function show(dialog: ReactNode) {
  const place = document.body.appendChild(document.createElement('div'));
  const root = createRoot(place);
  cleanUps.push(() => {
    act(() => root.unmount());
    place.remove();
  });
  await act(async () =>
    root.render(
      <NextIntlClientProvider locale="fr" messages={{ mail, common }} timeZone="Europe/Paris">
        <MantineProvider env="test">{dialog}</MantineProvider>
      </NextIntlClientProvider>,
    ),
  );
  return place;
}

async function moving(place: ListPlace = { box: 'inbox' }, items = [letter()]) {
  const shown = await show(
    <MoveDialog
      items={items}
      place={place}
      folders={folders}
      onFile={(filing) => filed.push(filing)}
      onClose={() => undefined}
    />,
  );
  const field = shown.querySelector('input') as HTMLInputElement; // the one field it has
  const options = () => [...shown.querySelectorAll<HTMLElement>('[role="option"]')];
  return {
    shown,
    field,
    options,
    labels: () => options().map(({ textContent }) => textContent),
    selected: () =>
      options().find((one) => one.id === field.getAttribute('aria-activedescendant'))?.textContent,
    type: (text: string) =>
      act(async () => {
        const { set } = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value') ?? {};
        set?.call(field, text);
        field.dispatchEvent(new Event('input', { bubbles: true }));
      }),
    press: (key: string) =>
      act(async () => {
        field.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
      }),
  };
}

describe('where letters are moved to', () => {
  it('is a folder of their own mailbox, found by any part of its path, capitals and accents aside', async () => {
    const { labels, selected, type, press } = await moving();
    expect(labels()).toEqual(['Réunions', 'Réunions › Staff du jeudi', mail.move.archive, mail.move.trash]);
    await type('REUN');
    expect(labels().slice(0, 2)).toEqual(['Réunions', 'Réunions › Staff du jeudi']);
    await press('ArrowDown');
    expect(selected()).toBe('Réunions › Staff du jeudi');
    await press('Enter');
    expect(filed).toEqual([{ folderId: 's' }]);
  });

  it('goes round with the arrows, and begins again at the first when something else is typed', async () => {
    const { selected, type, press } = await moving();
    await press('ArrowUp');
    expect(selected()).toBe(mail.move.trash);
    await press('ArrowDown');
    expect(selected()).toBe('Réunions');
    await press('ArrowDown');
    await type('r');
    expect(selected()).toBe('Réunions');
  });

  it('is a new folder where no folder at the top has that name, and one there is else', async () => {
    const { labels, type, press } = await moving();
    await type('Comptes rendus');
    expect(labels().map((label) => foldedName(label ?? ''))).toEqual([
      foldedName(mail.move.make.replace('{name}', 'Comptes rendus')),
    ]);
    await press('Enter');
    expect(asked).toEqual([
      { path: '/api/folders', body: { mailboxId: 'm', parentId: null, name: 'Comptes rendus' } },
    ]);
    expect(filed).toEqual([{ folderId: 'made' }]);
    await type('reunions');
    expect(labels()).toEqual(['Réunions', 'Réunions › Staff du jeudi']);
  });

  it('stays asked for when the new folder is refused, and says why', async () => {
    const { shown, type, press } = await moving();
    const problem = { code: 'too-many-folders', title: 'Une boîte a au plus 500 dossiers.', values: {} };
    answered = () =>
      new Response(JSON.stringify(problem), {
        status: 409,
        headers: { 'content-type': 'application/problem+json' },
      });
    await type('Encore un');
    await press('Enter');
    expect(shown.textContent).toContain(problem.title);
    expect(filed).toEqual([]);
  });

  it('is never the place where they lie, and of letters of several mailboxes no folder', async () => {
    expect((await moving({ box: 'folder', folderId: 'r' })).labels()).toEqual([
      'Réunions › Staff du jeudi',
      mail.move.home,
      mail.move.archive,
      mail.move.trash,
    ]);
    const several = await moving({ box: 'archive' }, [letter('m'), letter('other')]);
    expect(several.labels()).toEqual([mail.move.home, mail.move.trash]);
    expect(several.shown.textContent).toContain(mail.move.severalMailboxes);
    await several.type('Nouveau');
    expect(several.labels()).toEqual([]);
    await several.press('Enter');
    expect(filed).toEqual([]);
  });
});

describe('until when letters are put off', () => {
  const shown = () =>
    show(<LaterDialog count={1} onFile={(filing) => filed.push(filing)} onClose={() => undefined} />);

  it('is one press for the usual moments, sent as an instant', async () => {
    const place = await shown();
    const tomorrow = [...place.querySelectorAll('button')].find((one) =>
      one.textContent?.startsWith(mail.later.tomorrow),
    );
    await act(async () => tomorrow?.click());
    const [filing] = filed;
    if (!filing || !('laterUntil' in filing)) throw new Error('nothing was put off');
    const at = new Date(filing.laterUntil);
    expect(filing.laterUntil).toBe(at.toISOString());
    expect([at.getHours(), at.getMinutes(), at > new Date()]).toEqual([8, 0, true]);
  });

  it('is any date and time that is to come; of one that is over it says so', async () => {
    const place = await shown();
    const field = place.querySelector('input[name="at"]') as HTMLInputElement; // its one field
    const submit = () =>
      act(async () => {
        place.querySelector('form')?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
      });
    field.value = '2020-01-01T08:00';
    await submit();
    expect(place.textContent).toContain(mail.later.past);
    expect(filed).toEqual([]);
    field.value = '2040-02-03T04:05';
    await submit();
    expect(filed).toEqual([{ laterUntil: new Date(2040, 1, 3, 4, 5).toISOString() }]);
  });
});
