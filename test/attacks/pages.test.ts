import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { v7 as uuidv7 } from 'uuid';
import { beforeAll, describe, expect, test } from 'vitest';
import { formFaults } from '../support/form-faults';
import { HttpPerson } from '../support/http-person';
import { guestByCode, referenceOf, sendAndWait } from '../support/letters';
import { NodeDraft } from '../support/node-sender';
import { type Onlooker, onlookers, type PageIds, pageAccess } from '../support/page-access';
import { withSharedPli } from '../support/with-pli';

const running = withSharedPli();
const people = {} as Record<Onlooker, HttpPerson>;
let ids: PageIds;

beforeAll(async () => {
  const { pli } = running;
  const foreignAccount = pli.account('member', 1);
  people.nobody = running.stranger();
  people.member = await running.person(pli.account('member', 0, 0));
  people.colleague = await running.person(pli.account('member', 0, 1));
  people.foreigner = await running.person(foreignAccount);
  people.administrator = await running.person(pli.account('administrator', 0));
  people.foreignAdministrator = await running.person(pli.account('administrator', 1));
  people.auditor = await running.person(pli.account('auditor', 0));
  const address = 'patiente@example.org';
  const letter = await sendAndWait(running, people.member, {
    recipients: [
      { address, kind: 'to' },
      { address: foreignAccount.email, kind: 'cc' },
    ],
  });
  const reference = referenceOf(letter, address);
  people.guest = await guestByCode(running, address, reference);
  const mailId =
    readdirSync(pli.mailDir)
      .sort()[0]
      ?.replace(/\.[^.]*$/, '') ?? '';
  ids = {
    envelopeId: letter.envelopeId,
    draftId: (await NodeDraft.make(people.member)).id,
    reference,
    mailId,
    folderId: await folderOf(people.member),
    sharedMailboxId: await sharedOf(people.administrator),
  };
});

/** A shared mailbox of this administrator's organisation. */
async function sharedOf(person: HttpPerson): Promise<string> {
  const { email } = await person.json<{ email: string }>('GET', '/api/me');
  const address = `${randomUUID()}${email.slice(email.indexOf('@'))}`;
  return (await person.json<{ id: string }>('POST', '/api/shared-mailboxes', { name: 'Accueil', address }))
    .id;
}

/** A folder of this person's mailbox. */
async function folderOf(person: HttpPerson): Promise<string> {
  const { mailboxes } = await person.json<{ mailboxes: { id: string }[] }>('GET', '/api/mailboxes');
  const asked = { mailboxId: mailboxes[0]?.id, parentId: null, name: `Dossier ${randomUUID()}` };
  return (await person.json<{ id: string }>('POST', '/api/folders', asked)).id;
}

/** Faults of the forms in the pages that were served so far, and how many forms were read. */
const forms = { faults: [] as string[], read: 0 };

/** What a GET ends in, as the rows of the table name it. */
async function outcome(person: HttpPerson, url: string): Promise<string> {
  const answer = await person.request('GET', url);
  const html = await answer.text();
  const { faults, read } = formFaults(html);
  forms.faults.push(...faults.map((fault) => `${url}: ${fault}`));
  forms.read += read;
  const location = answer.headers.get('location');
  if (location === null) return String(answer.status);
  const to = new URL(location, running.pli.url);
  return to.pathname === '/sign-in' && to.searchParams.get('next') === url ? 'sign-in' : to.pathname;
}

describe('every page against everybody', () => {
  test.each(Object.entries(pageAccess))('%s', async (_, { url, expected }) => {
    const seen: Partial<Record<Onlooker, string>> = {};
    for (const who of onlookers) seen[who] = await outcome(people[who], url(ids));
    expect(seen).toEqual(expected);
  });

  test('every form that was served posts, and is harmless before the script of its page lives', () => {
    expect(forms.faults).toEqual([]);
    expect(forms.read).toBeGreaterThan(20);
  });

  test('the page of a draft is the same for a draft that is another’s and for one that does not exist', async () => {
    for (const who of onlookers) {
      const [another, missing] = [`/compose/${ids.draftId}`, `/compose/${uuidv7()}`];
      const expected = who === 'nobody' ? 'sign-in' : await outcome(people[who], missing);
      expect(await outcome(people[who], another), who).toBe(expected);
    }
  });
});

describe('security headers of the running server', () => {
  const always = {
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  };
  const policyOf = (answer: Response) => answer.headers.get('content-security-policy') ?? '';

  test('stand on pages, errors, the API, redirects and files alike', async () => {
    const html = await (await people.nobody.request('GET', '/sign-in')).text();
    const script = /src="(\/_next\/static\/[^"]+\.js)"/.exec(html)?.[1] ?? '';
    expect(script).not.toBe('');
    const urls = [
      '/sign-in',
      '/',
      '/nothing-here',
      '/api/me',
      '/api/nothing',
      `/e/${ids.reference}`,
      script,
      '/icon.svg',
    ];
    for (const url of urls) {
      const answer = await people.nobody.request('GET', url);
      await answer.arrayBuffer();
      for (const [name, value] of Object.entries(always))
        expect(answer.headers.get(name), `${name} of ${url}`).toBe(value);
      expect(policyOf(answer), url).toContain("frame-ancestors 'none'");
      expect(policyOf(answer), url).not.toContain("script-src 'unsafe");
      expect(answer.headers.get('x-powered-by')).toBeNull();
    }
  });

  test('give each page a nonce of its own, and every script and style of it carries that nonce', async () => {
    const nonces = new Set<string>();
    for (let n = 0; n < 3; n += 1) {
      const answer = await people.nobody.request('GET', '/sign-in');
      const nonce = /'nonce-([^']+)'/.exec(policyOf(answer))?.[1] ?? '';
      nonces.add(nonce);
      const html = await answer.text();
      const inline = [...html.matchAll(/<(script|style)\b([^>]*)>/g)];
      expect(inline.length).toBeGreaterThan(0);
      for (const [tag, , attributes] of inline) expect(attributes, tag).toContain(`nonce="${nonce}"`);
    }
    expect(nonces.size).toBe(3);
  });

  test('never come from what a client sends', async () => {
    const answer = await people.nobody.request('GET', '/', {
      headers: {
        'x-pli-path': 'https://evil.example',
        'x-nonce': 'abc',
        'content-security-policy': "script-src 'nonce-abc'",
      },
    });
    await answer.arrayBuffer();
    expect(policyOf(answer)).not.toContain('abc');
    expect(new URL(answer.headers.get('location') ?? '', running.pli.url).searchParams.get('next')).toBe('/');
  });

  test('keep the session cookie from scripts and other sites', async () => {
    const person = new HttpPerson(running.pli.url);
    const { email, password } = running.pli.account('member', 0, 0);
    const answer = await person.trySignIn('password', { email, password });
    await answer.arrayBuffer();
    const cookie = answer.headers.getSetCookie().find((line) => line.startsWith('pli-session='));
    expect(cookie).toMatch(/; Path=\/;.*HttpOnly; SameSite=Lax$/);
  });
});
