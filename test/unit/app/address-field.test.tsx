// @vitest-environment happy-dom
import { MantineProvider } from '@mantine/core';
import { NextIntlClientProvider } from 'next-intl';
import { act, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AddressField } from '../../../app/(mail)/compose/_components/address-field';
import type { Addressee } from '../../../lib/address/address-list';
import compose from '../../../messages/fr/compose.json';

const colleagues = [
  { address: 'marie@chu.test', name: 'Marie Durand', source: 'organisation', mark: 'colleague' },
  { address: 'jean.martin@chu.test', name: 'Jean Martin', source: 'organisation', mark: 'colleague' },
  { address: 'luc.martin@chu.test', name: 'Luc Martin', source: 'organisation', mark: 'colleague' },
];
/** Look-ups that have been asked and not yet answered. */
let waiting: (() => void)[] = [];
let addressees: Addressee[] = [];
const cleanUps: (() => void)[] = [];

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  vi.stubGlobal('fetch', async (path: string, init?: { body?: string }) => {
    if (path === '/api/addressees') {
      const { addresses } = JSON.parse(init?.body ?? '{}') as { addresses: string[] };
      const told = addresses.map((address) => ({
        address,
        mark: address.endsWith('@chu.test') ? 'colleague' : 'outside',
        doubt: address.endsWith('@c-hu.test') ? { kind: 'near-miss', domain: 'chu.test' } : null,
      }));
      return Response.json({ addressees: told });
    }
    await new Promise<void>((resolve) => waiting.push(resolve));
    const q = String(JSON.parse(init?.body ?? '{}').q ?? '').toLowerCase();
    return Response.json({ correspondents: colleagues.filter(({ name }) => name.toLowerCase().includes(q)) });
  });
});
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
  waiting = [];
  vi.unstubAllGlobals();
});

function Field() {
  const [value, setValue] = useState<Addressee[]>([]);
  addressees = value;
  return <AddressField label="À" value={value} mailboxId="m" disabled={false} onChange={setValue} />;
}

async function shown() {
  const place = document.body.appendChild(document.createElement('div'));
  const root = createRoot(place);
  cleanUps.push(() => {
    act(() => root.unmount());
    place.remove();
  });
  await act(async () =>
    root.render(
      <NextIntlClientProvider locale="fr" messages={{ compose }} timeZone="Europe/Paris">
        <MantineProvider env="test">
          <Field />
        </MantineProvider>
      </NextIntlClientProvider>,
    ),
  );
  const field = () => place.querySelector('input') as HTMLInputElement; // the field of the line, the only one
  const settle = () => act(async () => new Promise((resolve) => setTimeout(resolve, 20)));
  return {
    place,
    field,
    settle,
    states: () => [...place.querySelectorAll('[data-state]')].map((pill) => pill.getAttribute('data-state')),
    type: (text: string) =>
      act(async () => {
        field().focus();
        // as React hears it: through the prototype's setter
        Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field(), text);
        field().dispatchEvent(new Event('input', { bubbles: true }));
      }),
    press: (key: string) =>
      act(async () => void field().dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))),
    leave: () => act(async () => field().blur()),
    answer: async () => {
      await act(async () => {
        for (const resolve of waiting.splice(0)) resolve();
        await new Promise((resolve) => setTimeout(resolve, 20));
      });
      await settle();
    },
  };
}

describe('a name in a line of addressees', () => {
  it.each(['Enter', 'leaving'])(
    'and %s at once waits for the look-up and takes the one match',
    async (how) => {
      const { type, press, leave, answer, states } = await shown();
      await type('Durand');
      await (how === 'Enter' ? press('Enter') : leave());
      // neither red, nor left out of the letter while nobody has answered
      expect(states()).toEqual(['looking']);
      expect(addressees).toEqual([{ address: 'Durand' }]);
      await answer();
      expect(addressees).toEqual([{ address: 'marie@chu.test', name: 'Marie Durand' }]);
      expect(states()).toEqual(['colleague']);
    },
  );

  it('that several have comes back with all of them to choose from', async () => {
    const { type, press, answer, field } = await shown();
    await type('Martin');
    await press('Enter');
    await answer();
    expect(addressees).toEqual([]);
    expect(field().value).toBe('Martin');
  });

  it('that several have stays, as what must be mended, where the field was left', async () => {
    const { type, leave, answer, states } = await shown();
    await type('Martin');
    await leave();
    await answer();
    expect(addressees).toEqual([{ address: 'Martin' }]);
    expect(states()).toEqual(['stopped']);
  });

  it('that nobody has is shown as wrong, with its words', async () => {
    const { type, press, answer, states, place } = await shown();
    await type('Personne');
    await press('Enter');
    await answer();
    expect(states()).toEqual(['stopped']);
    expect(place.textContent).toContain('«\u00a0Personne\u00a0» n’est pas une adresse valable');
  });

  it('an address needs no look-up; colleague, outside and near miss are told apart in words', async () => {
    const { type, press, settle, states, place } = await shown();
    for (const text of ["o'brien@chu.test", 'a@dehors.test', 'b@c-hu.test']) {
      await type(text);
      await press('Enter');
    }
    await settle();
    expect(addressees.map(({ address }) => address)).toEqual([
      "o'brien@chu.test",
      'a@dehors.test',
      'b@c-hu.test',
    ]);
    expect(states()).toEqual(['colleague', 'outside', 'doubt']);
    expect(place.textContent).toContain('Collègue');
    expect(place.textContent).toContain('Extérieur');
    expect(place.textContent).toContain('vous connaissez «\u00a0chu.test\u00a0»');
  });
});
