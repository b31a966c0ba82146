// @vitest-environment happy-dom
import { MantineProvider } from '@mantine/core';
import { NextIntlClientProvider } from 'next-intl';
import { act, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SharedMailbox } from '../../../app/(admin)/mailboxes/[id]/shared-mailbox';
import { SharedMailboxes } from '../../../app/(admin)/mailboxes/shared-mailboxes';
import type { MailboxMemberItem, SharedMailboxItem } from '../../../lib/shared-mailboxes/wire';
import common from '../../../messages/fr/common.json';
import settings from '../../../messages/fr/settings.json';

const went: string[] = [];
vi.mock('next/navigation', () => ({
  useRouter: () => ({ push: (path: string) => went.push(path), refresh: () => went.push('refresh') }),
}));
vi.mock('../../../app/_components/dialog/dialog', () => ({
  // what stands in the frame of a dialog; the frame itself is fetched when one is opened
  Dialog: ({ opened, title, children }: { opened: boolean; title: string; children: ReactNode }) =>
    opened ? <section aria-label={title}>{children}</section> : null,
}));

const w = settings.mailboxes;
const mailbox = (over: Partial<SharedMailboxItem> = {}): SharedMailboxItem => ({
  id: 'm',
  name: 'Secrétariat',
  addresses: ['secretariat@chu.example'],
  closedAt: null,
  members: 1,
  ...over,
});
const paul: MailboxMemberItem = {
  id: 'p',
  email: 'paul@chu.example',
  displayName: 'Paul',
  rights: ['read', 'send'],
};
const cleanUps: (() => void)[] = [];
let asked: { path: string; body: unknown }[] = [];
let answers: Record<string, () => Response>;

beforeEach(() => {
  asked = [];
  went.length = 0;
  answers = { '/api/shared-mailboxes/m/members': () => Response.json({ members: [paul], nextCursor: null }) };
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  vi.stubGlobal('fetch', async (path: string, init?: { body?: string }) => {
    asked.push({ path, body: JSON.parse(init?.body ?? 'null') });
    return answers[path]?.() ?? new Response(null, { status: 204 });
  });
});
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
  vi.unstubAllGlobals();
});

async function show(page: ReactNode) {
  const place = document.body.appendChild(document.createElement('div'));
  const root = createRoot(place);
  cleanUps.push(() => {
    act(() => root.unmount());
    place.remove();
  });
  await act(async () =>
    root.render(
      <NextIntlClientProvider locale="fr" messages={{ settings, common }} timeZone="Europe/Paris">
        <MantineProvider env="test">{page}</MantineProvider>
      </NextIntlClientProvider>,
    ),
  );
  return place;
}
const button = (place: HTMLElement, name: string) =>
  [...place.querySelectorAll('button')].find(
    (one) => (one.getAttribute('aria-label') ?? one.textContent) === name,
  );
const press = (one: HTMLElement | undefined) => act(async () => one?.click());
const boxOf = (place: HTMLElement, right: 'read' | 'send' | 'manage') =>
  place.querySelector<HTMLInputElement>(`[aria-label="${w.rights[right]}, Paul"]`) ?? undefined;
/** Types as a person does: React hears what the field's own setter tells. */
async function type(field: HTMLInputElement, text: string) {
  const setter = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set;
  await act(async () => {
    setter?.call(field, text);
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
}
const submit = (form: HTMLFormElement | null) =>
  act(async () => {
    form?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
  });
const rightsAsked = () => asked.filter(({ path }) => path.endsWith('/rights')).map(({ body }) => body);

describe('the page of one shared mailbox', () => {
  it('sends, for each box that is pressed, all that the person may do from then on', async () => {
    const page = await show(<SharedMailbox mailbox={mailbox()} administers />);
    expect([boxOf(page, 'read')?.checked, boxOf(page, 'manage')?.checked]).toEqual([true, false]);
    await press(boxOf(page, 'manage'));
    await press(boxOf(page, 'send'));
    expect(rightsAsked()).toEqual([
      { email: paul.email, rights: ['read', 'send', 'manage'] },
      { email: paul.email, rights: ['read'] },
    ]);
    expect(page.textContent).toContain('Droits modifiés');
    await press(button(page, 'Retirer Paul'));
    expect(rightsAsked().at(-1)).toEqual({ email: paul.email, rights: [] });
    expect(page.textContent).toContain('Paul n’est plus membre');
  });

  it('adds a colleague with what is ticked, and keeps what was typed where that is refused', async () => {
    const page = await show(<SharedMailbox mailbox={mailbox()} administers={false} />);
    const field = page.querySelector<HTMLInputElement>('input[type="email"]') as HTMLInputElement; // the one it has
    answers['/api/shared-mailboxes/m/rights'] = () =>
      Response.json(
        { code: 'no-colleague', title: 'Personne de ce nom', values: {} },
        { status: 422, headers: { 'content-type': 'application/problem+json' } },
      );
    await type(field, 'anne@chu.example');
    await submit(page.querySelector('form'));
    expect(page.querySelector('[role="alert"]')?.textContent).toContain('Personne de ce nom');
    expect(field.value).toBe('anne@chu.example');
    delete answers['/api/shared-mailboxes/m/rights'];
    await submit(page.querySelector('form'));
    expect(rightsAsked().at(-1)).toEqual({ email: 'anne@chu.example', rights: ['read', 'send'] });
    expect(field.value).toBe('');
  });

  it('lets who only manages it choose its members, and nothing else; a closed one only loses members', async () => {
    const managed = await show(<SharedMailbox mailbox={mailbox()} administers={false} />);
    for (const name of [w.rename, w.addAddress, w.close]) expect(button(managed, name)).toBeUndefined();
    expect(boxOf(managed, 'read')?.disabled).toBe(false);
    const closed = await show(<SharedMailbox mailbox={mailbox({ closedAt: '2026-01-01' })} administers />);
    expect(closed.textContent).toContain(w.closedNote);
    for (const name of [w.rename, w.addAddress, w.close, w.add]) expect(button(closed, name)).toBeUndefined();
    expect(boxOf(closed, 'read')?.disabled).toBe(true);
    expect(button(closed, 'Retirer Paul')).toBeDefined();
  });
});

describe('the list of shared mailboxes', () => {
  const list = (mailboxes: SharedMailboxItem[], organisation: string | null = 'CHU') => {
    answers['/api/shared-mailboxes/search'] = () => Response.json({ mailboxes, nextCursor: null });
    return show(<SharedMailboxes first={{ mailboxes, nextCursor: null }} organisation={organisation} />);
  };

  it('says of each whether somebody reads it, and leads to it', async () => {
    const page = await list([
      mailbox(),
      mailbox({ id: 'n', members: 0 }),
      mailbox({ id: 'c', closedAt: '2026-01-01' }),
    ]);
    const rows = [...page.querySelectorAll('tbody tr')].map((one) => one.textContent ?? '');
    expect(rows.map((text) => Object.values(w.states).find((state) => text.includes(state)))).toEqual([
      w.states.open,
      w.states.unread,
      w.states.closed,
    ]);
    expect(page.querySelector('tbody a')?.getAttribute('href')).toBe('/mailboxes/m');
  });

  it('makes one and goes to it; who only manages some makes none', async () => {
    expect(button(await list([mailbox()], null), w.create)).toBeUndefined();
    const page = await list([]);
    expect(page.textContent).toContain(w.emptyTitle);
    await press(button(page, w.create));
    const dialog = page.querySelector<HTMLElement>(`section[aria-label="${w.create}"]`);
    const [name, address] = [...(dialog?.querySelectorAll('input') ?? [])];
    if (!name || !address) throw new Error('no form');
    await type(name, ' Accueil ');
    await type(address, 'accueil@chu.example');
    answers['/api/shared-mailboxes'] = () => Response.json({ id: 'new' }, { status: 201 });
    await submit(dialog?.querySelector('form') ?? null);
    expect(asked.at(-1)).toEqual({
      path: '/api/shared-mailboxes',
      body: { name: 'Accueil', address: 'accueil@chu.example' },
    });
    expect(went).toContain('/mailboxes/new');
  });
});
