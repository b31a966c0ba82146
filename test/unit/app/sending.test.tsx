// @vitest-environment happy-dom
import { MantineProvider } from '@mantine/core';
import { NextIntlClientProvider } from 'next-intl';
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import BeforeSending from '../../../app/(mail)/compose/_components/before-sending';
import { useSending } from '../../../app/(mail)/compose/_components/use-sending';
import type { ComposeSession } from '../../../lib/browser/compose/compose-session';
import type { DraftText } from '../../../lib/browser/compose/draft-content';
import compose from '../../../messages/fr/compose.json';

const went: string[] = [];
vi.mock('next/navigation', () => ({ useRouter: () => ({ push: (path: string) => went.push(path) }) }));

/** What of a session Send needs; `sent`: the time of each press that went through, null for at once. */
function fakeSession(written: Partial<DraftText>) {
  const sent: (Date | null)[] = [];
  const text: DraftText = {
    fromAddress: 'anne@chu.test',
    to: [{ address: 'paul@chu.test' }],
    cc: [],
    bcc: [],
    title: '',
    html: '<p>Bonjour</p>',
    expiresInDays: 90,
    ...written,
  };
  const session = {
    takesMarks: true,
    state: { phase: 'editing', text, attachments: [] },
    write: (change: Partial<DraftText>) => void Object.assign(text, change),
    send: async (leavesAt: Date | null) => {
      sent.push(leavesAt);
      return 'e';
    },
  };
  return { sent, text, session: session as unknown as ComposeSession }; // only what is listed above is asked of it
}

let asked: { path: string; body: string }[] = [];
const cleanUps: (() => void)[] = [];
beforeEach(() => {
  went.length = 0;
  asked = [];
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  vi.stubGlobal('fetch', async (path: string, init?: { body?: string }) => {
    asked.push({ path, body: init?.body ?? '' });
    const { addresses } = JSON.parse(init?.body ?? '{}') as { addresses: string[] };
    const told = addresses.map((address) => ({
      address,
      mark: address.endsWith('@chu.test') ? 'colleague' : 'outside',
      doubt: address.endsWith('@c-hu.test') ? { kind: 'near-miss', domain: 'chu.test' } : null,
    }));
    return Response.json({ addressees: told });
  });
});
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
  vi.unstubAllGlobals();
});

function Sending({ session, titleShown }: { session: ComposeSession; titleShown: boolean }) {
  const sending = useSending(session, { mailboxId: 'm', titleShown, recipientsMax: 100 });
  return (
    <>
      <button type="button" data-send onClick={sending.askToSend}>
        send
      </button>
      {sending.choosing && (
        <button type="button" data-choose onClick={() => sending.choose(new Date('2027-01-01T08:00:00Z'))}>
          choose
        </button>
      )}
      {sending.doubts.length > 0 && (
        <BeforeSending
          session={session}
          doubts={sending.doubts}
          isLater={sending.leavesAt !== null}
          onMended={sending.mended}
          onSend={sending.sendAnyway}
          onClose={sending.forgetDoubts}
        />
      )}
    </>
  );
}

async function shown(written: Partial<DraftText>, { titleShown = true } = {}) {
  const made = fakeSession(written);
  const place = document.body.appendChild(document.createElement('div'));
  const root = createRoot(place);
  cleanUps.push(() => {
    act(() => root.unmount());
    place.remove();
  });
  await act(async () =>
    root.render(
      <NextIntlClientProvider locale="fr" messages={{ compose }} timeZone="UTC">
        <MantineProvider>
          <Sending session={made.session} titleShown={titleShown} />
        </MantineProvider>
      </NextIntlClientProvider>,
    ),
  );
  const settled = () => act(async () => void (await vi.dynamicImportSettled()));
  const button = (name: string) =>
    [...place.querySelectorAll('button')].find((one) => one.textContent?.includes(name));
  const press = async (name: string) => {
    await act(async () => button(name)?.click());
    await settled();
  };
  const key = async (shiftKey = false) => {
    await act(async () => {
      window.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, shiftKey }));
    });
    await settled();
  };
  const points = () => place.querySelectorAll('li').length;
  return { ...made, press, key, points, place };
}

const announcing = { html: '<p>Ci-joint le compte rendu</p>' };
const many = Array.from({ length: 10 }, (_, n) => ({ address: `p${n}@ailleurs.test` }));

describe('Send', () => {
  it('is one press where all is well: a first-time and an outside recipient, and few of them, ask for no other', async () => {
    const { press, sent, points } = await shown({ to: many.slice(0, 9), title: 'Réunion' });
    await press('send');
    expect([points(), sent]).toEqual([0, [null]]);
    expect(went).toEqual(['/sent/e?sealed']);
  });

  it.each<[string, Partial<DraftText>]>([
    ['a forgotten file', announcing],
    ['an address that misses a known domain', { to: [{ address: 'paul@c-hu.test' }] }],
    ['a date of birth in a title that is shown', { title: 'Né le 12/03/1957' }],
    ['many who would see each other', { to: many.slice(0, 5), cc: many.slice(5) }],
  ])('asks once about %s, and the same key pressed again sends', async (_, written) => {
    const { key, sent, points } = await shown(written);
    await key();
    expect([points(), sent]).toEqual([1, []]);
    await key();
    expect([points(), sent]).toEqual([0, [null]]);
  });

  it.each<[string, Partial<DraftText>, { titleShown?: boolean }]>([
    ['an identity in a title that is not shown', { title: 'Né le 12/03/1957' }, { titleShown: false }],
    ['the title of an answer', { title: 'Re : pièce jointe', inReplyTo: 'x' }, {}],
    ['many colleagues', { to: many.map((_, n) => ({ address: `c${n}@chu.test` })) }, {}],
    ['many blind copies', { to: [], bcc: many }, {}],
  ])('asks nothing about %s', async (_, written, options) => {
    const { press, sent } = await shown(written, options);
    await press('send');
    expect(sent).toEqual([null]);
  });

  it('is done after each point was mended with its own press', async () => {
    const { press, sent, points, text, place } = await shown({
      to: [{ address: 'paul@c-hu.test' }],
      title: 'Résultats, né le 12/03/1957',
    });
    await press('send');
    expect(points()).toBe(2);
    await press('paul@chu.test');
    await press(compose.before.mend['patient-identity']);
    expect([points(), text.title, text.to[0]?.address]).toEqual([0, 'Résultats', 'paul@chu.test']);
    expect(place.ownerDocument.activeElement).toBe(place.querySelector('[data-send]'));
    await press('send');
    expect(sent).toEqual([null]);
  });

  it('asks again where what was asked about has changed', async () => {
    const { press, sent, points, text } = await shown(announcing);
    await press('send');
    text.title = 'Né le 12/03/1957';
    await press('send');
    expect([points(), sent]).toEqual([2, []]);
  });

  it('tells the server no word of title and text', async () => {
    const { press } = await shown({ ...announcing, title: 'NIR 1 57 03 75 116 001 82' });
    await press('send');
    expect(asked.map(({ path }) => path).filter((path) => path !== '/api/addressees')).toEqual([]);
    expect(asked.map(({ body }) => body).join()).not.toMatch(/joint|NIR|1 57/);
  });

  it('at a chosen time: asked for by Ctrl Shift Enter, and kept over what is asked about', async () => {
    const { key, press, sent, points } = await shown(announcing);
    await key(true);
    expect(sent).toEqual([]);
    await press('choose');
    expect([points(), sent]).toEqual([1, []]);
    await key();
    expect(sent).toEqual([new Date('2027-01-01T08:00:00Z')]);
  });
});
