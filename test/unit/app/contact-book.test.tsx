// @vitest-environment happy-dom
import { MantineProvider } from '@mantine/core';
import { NextIntlClientProvider } from 'next-intl';
import { act, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ContactBook } from '../../../app/(mail)/contacts/_components/contact-book';
import ContactDialog, { type ContactAsked } from '../../../app/(mail)/contacts/_components/contact-dialog';
import ImportDialog from '../../../app/(mail)/contacts/_components/import-dialog';
import type { ContactItem } from '../../../lib/contacts/wire';
import common from '../../../messages/fr/common.json';
import contacts from '../../../messages/fr/contacts.json';

vi.mock('../../../app/_components/dialog/dialog', () => ({
  // what stands in the frame of a dialog; the frame itself is fetched when one is opened
  Dialog: ({ title, children }: { title: string; children: ReactNode }) => (
    <section aria-label={title}>{children}</section>
  ),
}));

const contact = (name: string, ...addresses: string[]): ContactItem => ({
  ...{ id: name, version: 3, name, addresses, organisation: '', role: '', phone: '', note: '' },
});
const marie = contact('Marie', 'marie@ville.example');
const paul = contact('Paul', 'paul@ville.example');
const cleanUps: (() => void)[] = [];
let asked: { method: string; path: string; body: unknown }[] = [];
let answer: (path: string, body: { q?: string; contacts?: unknown[] }) => Response;

beforeEach(() => {
  asked = [];
  answer = () => new Response(null, { status: 204 });
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  vi.stubGlobal('fetch', async (path: string, init: { method: string; body: string }) => {
    const body = JSON.parse(init.body);
    asked.push({ method: init.method, path, body });
    return answer(path, body);
  });
});
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

async function show(shown: ReactNode) {
  const place = document.body.appendChild(document.createElement('main'));
  const root = createRoot(place);
  cleanUps.push(() => {
    act(() => root.unmount());
    place.remove();
  });
  await act(async () =>
    root.render(
      <NextIntlClientProvider locale="fr" messages={{ contacts, common }} timeZone="Europe/Paris">
        <MantineProvider env="test">{shown}</MantineProvider>
      </NextIntlClientProvider>,
    ),
  );
  return place;
}
const button = (place: HTMLElement, words: string) => {
  const found = [...place.querySelectorAll('button')].find((one) => one.textContent?.trim() === words);
  if (found === undefined) throw new Error(`no button ${words} in ${place.textContent}`);
  return found;
};
const press = (place: HTMLElement, words: string) => act(async () => button(place, words).click());
const field = (place: HTMLElement, label: string) => {
  const found = [...place.querySelectorAll('label')].find((one) => one.textContent === label);
  const input = found && document.getElementById(found.htmlFor);
  if (!(input instanceof HTMLInputElement || input instanceof HTMLTextAreaElement))
    throw new Error(`no ${label}`);
  return input;
};
const type = (input: HTMLInputElement | HTMLTextAreaElement, text: string) =>
  act(async () => {
    const prototype = input instanceof HTMLInputElement ? HTMLInputElement : HTMLTextAreaElement;
    Object.getOwnPropertyDescriptor(prototype.prototype, 'value')?.set?.call(input, text);
    input.dispatchEvent(new Event('input', { bubbles: true }));
  });
const rows = (place: HTMLElement) => [...place.querySelectorAll('li button')].map((one) => one.textContent);
const choose = (place: HTMLElement, name: string) =>
  act(async () => place.querySelector<HTMLInputElement>(`[aria-label="Choisir ${name}"]`)?.click());

describe('the page of an address book', () => {
  const book = (mayChange = true) => (
    <ContactBook mailboxId="m" mayChange={mayChange} first={{ contacts: [marie, paul], next: null }} />
  );
  const listed = (...found: ContactItem[]) => Response.json({ contacts: found, next: null });

  it('removes who is chosen at once, and adds them again, as they were, when that is undone', async () => {
    const place = await show(book());
    answer = (path) =>
      path === '/api/contacts/list'
        ? listed(paul)
        : path === '/api/contacts/remove'
          ? Response.json({ removed: 1 })
          : Response.json({ results: [{ id: 'again' }] });
    await choose(place, 'Marie');
    await press(place, 'Supprimer');
    expect(asked[0]?.body).toEqual({ mailbox: 'm', ids: ['Marie'] });
    expect(rows(place)).toEqual(['Paul']);
    expect(place.textContent).toContain('1 contact supprimé');
    await press(place, 'Annuler');
    const { id, version, ...fields } = marie;
    expect(asked.find(({ path }) => path === '/api/contacts')?.body).toEqual({
      mailbox: 'm',
      contacts: [fields],
    });
    expect(place.textContent).toContain('1 contact remis');
  });

  it('offers to merge two, neither one nor three', async () => {
    const place = await show(book());
    await choose(place, 'Marie');
    expect(() => button(place, 'Fusionner')).toThrow();
    await choose(place, 'Paul');
    expect(button(place, 'Fusionner')).toBeDefined();
  });

  it('looks for what is typed in the body of a request, once for what is typed in one go', async () => {
    vi.useFakeTimers();
    const place = await show(book());
    answer = (_, { q }) => listed(...(q === 'pau' ? [paul] : []));
    const search = place.querySelector<HTMLInputElement>('input[type="search"]');
    if (search === null) throw new Error('no field');
    for (const typed of ['p', 'pa', 'pau']) await type(search, typed);
    await act(async () => vi.advanceTimersByTimeAsync(200));
    expect(asked).toEqual([{ method: 'POST', path: '/api/contacts/list', body: { mailbox: 'm', q: 'pau' } }]);
    expect(rows(place)).toEqual(['Paul']);
    expect(place.textContent).toContain('1 contact trouvé');
    await type(search, 'x');
    await act(async () => vi.advanceTimersByTimeAsync(200));
    expect(place.textContent).toContain('Personne de ce nom');
  });

  it('shows who may only read neither boxes nor deeds', async () => {
    const place = await show(book(false));
    expect(rows(place)).toEqual(['Marie', 'Paul']);
    expect(place.querySelectorAll('input[type="checkbox"]')).toHaveLength(0);
    for (const deed of ['Ajouter', 'Importer']) expect(() => button(place, deed)).toThrow();
    expect(place.textContent).toContain('Exporter');
  });
});

describe('the form of a contact', () => {
  const open = async (what: ContactAsked) => {
    const done: string[] = [];
    const place = await show(
      <ContactDialog
        mailboxId="m"
        asked={what}
        onDone={(words) => done.push(words)}
        onClose={() => undefined}
      />,
    );
    return { place, done };
  };

  it('says what is wrong before anything is asked, and keeps what was typed', async () => {
    const { place, done } = await open({ kind: 'add' });
    await type(field(place, 'Nom'), 'Marie');
    await press(place, 'Enregistrer');
    expect(place.textContent).toContain('Indiquez au moins une adresse.');
    await type(field(place, 'E-mail'), 'pas une adresse');
    await press(place, 'Enregistrer');
    expect(place.textContent).toContain('«\u00a0pas une adresse\u00a0» n’est pas une adresse.');
    expect([asked, done, field(place, 'Nom').value]).toEqual([[], [], 'Marie']);
  });

  it('says under whose name an address stands already', async () => {
    const { place, done } = await open({ kind: 'add' });
    answer = () =>
      Response.json({ results: [{ present: { address: 'marie@ville.example', name: 'Marie D.' } }] });
    await type(field(place, 'E-mail'), 'Marie@Ville.example');
    await press(place, 'Enregistrer');
    expect(place.textContent).toContain('marie@ville.example est déjà dans ce carnet (Marie D.).');
    expect(done).toEqual([]);
  });

  it('names the version that was seen, and shows the server’s refusal', async () => {
    const { place, done } = await open({ kind: 'change', contact: marie, mayChange: true });
    const problem = { code: 'contact-changed', title: 'Ce contact a été modifié entre-temps.', values: {} };
    answer = () =>
      Response.json(problem, { status: 409, headers: { 'content-type': 'application/problem+json' } });
    await type(field(place, 'Téléphone'), '01 23');
    await press(place, 'Enregistrer');
    const { id, version, ...fields } = marie;
    expect(asked).toEqual([
      {
        method: 'PUT',
        path: '/api/contacts/Marie',
        body: { version: 3, contact: { ...fields, phone: '01 23' } },
      },
    ]);
    expect(place.textContent).toContain(problem.title);
    answer = () => new Response(null, { status: 204 });
    await press(place, 'Enregistrer');
    expect(done).toEqual(['Contact enregistré.']);
  });

  it('shows what two become before it merges them', async () => {
    const { place, done } = await open({ kind: 'merge', kept: marie, other: paul });
    expect([field(place, 'E-mail').value, field(place, 'E-mail 2').value]).toEqual([
      'marie@ville.example',
      'paul@ville.example',
    ]);
    expect(field(place, 'Note').value).toBe('Nom\u00a0: Paul');
    await press(place, 'Fusionner');
    expect(asked[0]?.body).toMatchObject({ version: 3, merged: { id: 'Paul', version: 3 } });
    expect(done).toEqual(['Les deux contacts n’en font plus qu’un.']);
  });

  it('lets who may only read look at everything, and change nothing', async () => {
    const { place } = await open({ kind: 'change', contact: { ...marie, note: 'Matin' }, mayChange: false });
    expect(field(place, 'Note').value).toBe('Matin');
    for (const label of ['Nom', 'E-mail', 'Note']) expect(field(place, label).readOnly).toBe(true);
    expect(() => button(place, 'Enregistrer')).toThrow();
  });
});

describe('the import of a file', () => {
  const choosing = async (text: string) => {
    const added = vi.fn();
    const place = await show(<ImportDialog mailboxId="m" onAdded={added} onClose={() => undefined} />);
    const input = place.querySelector<HTMLInputElement>('input[type="file"]');
    if (input === null) throw new Error('no field');
    Object.defineProperty(input, 'files', { value: [new File([text], 'contacts.csv')] });
    await act(async () => {
      input.dispatchEvent(new Event('change', { bubbles: true }));
      await vi.waitFor(() =>
        expect(place.querySelector('[role=status]')?.textContent).not.toMatch(/^(Lecture…)?$/),
      );
    });
    return { place, added };
  };

  it('says what it holds and what cannot be taken, adds nothing before it is asked to, then what is there already', async () => {
    const { place, added } = await choosing(
      'Nom;E-mail;Rue\nMarie;marie@ville.example;1\nPaul;paul@ville.example;\nX;;',
    );
    for (const said of ['2 contacts peuvent être ajoutés.', 'Ligne 4\u00a0: aucune adresse (X)', 'Rue (1)'])
      expect(place.textContent).toContain(said);
    expect(asked).toEqual([]);
    answer = () =>
      Response.json({ results: [{ id: 'a' }, { present: { address: 'paul@ville.example', name: 'Paul' } }] });
    await press(place, 'Ajouter 2 contacts');
    for (const said of ['1 contact ajouté.', 'Ligne 3\u00a0: paul@ville.example (Paul)'])
      expect(place.textContent).toContain(said);
    expect(added).toHaveBeenCalledTimes(1);
  });

  it('goes in parts, and says how far it came where one is refused', async () => {
    const table = Array.from({ length: 450 }, (_, n) => `a${n}@ville.example`).join('\n');
    const { place, added } = await choosing(`E-mail\n${table}`);
    answer = (_, body) =>
      asked.length < 3
        ? Response.json({ results: body.contacts?.map((_, n) => ({ id: String(n) })) })
        : new Response(null, { status: 500 });
    await press(place, 'Ajouter 450 contacts');
    expect(asked).toHaveLength(3);
    expect(place.textContent).toContain('400 contacts ajoutés.');
    expect(place.textContent).toContain('400 sur 450');
    expect(added).toHaveBeenCalledTimes(1);
  });
});
