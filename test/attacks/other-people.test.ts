import { beforeAll, describe, expect, test } from 'vitest';
import { HttpPerson } from '../support/http-person.ts';
import { guestByCode, open, referenceOf, type SentLetter, sendAndWait } from '../support/letters.ts';
import { NodeDraft } from '../support/node-sender.ts';
import { withSharedPli } from '../support/with-pli.ts';

const guestAddress = 'patient.martin@example.org';
const otherGuestAddress = 'autre.patient@example.org';

describe('other people', () => {
  const running = withSharedPli();
  let letter: SentLetter;
  let recipientAddress: string;
  let draft: NodeDraft;
  /** Everybody who is signed in and is neither sender nor recipient of `letter`. */
  let others: Map<string, HttpPerson>;

  beforeAll(async () => {
    const { pli } = running;
    const sender = await running.person(pli.account('member', 0, 0));
    recipientAddress = pli.account('member', 1, 0).email;
    letter = await sendAndWait(running, sender, {
      recipients: [
        { address: recipientAddress, kind: 'to' },
        { address: guestAddress, kind: 'cc' },
      ],
    });
    draft = await NodeDraft.make(sender);
    const elsewhere = await sendAndWait(running, sender, {
      recipients: [{ address: otherGuestAddress, kind: 'to' }],
    });
    others = new Map([
      ['a colleague of the recipient', await running.person(pli.account('member', 1, 1))],
      ['a colleague of the sender', await running.person(pli.account('member', 0, 1))],
      ["the sender's administrator", await running.person(pli.account('administrator', 0))],
      ["the recipient's administrator", await running.person(pli.account('administrator', 1))],
      ["the recipient's auditor", await running.person(pli.account('auditor', 1))],
      [
        'a guest of another envelope',
        await guestByCode(running, otherGuestAddress, referenceOf(elsewhere, otherGuestAddress)),
      ],
    ]);
  });

  test("with A's link, B's session is given no key, no object and no way to report", async () => {
    for (const [who, person] of others) {
      for (const address of [recipientAddress, guestAddress]) {
        for (const action of ['open', 'objects', 'report']) {
          const status = await person.status('POST', `/api/e/${referenceOf(letter, address)}/${action}`, {});
          expect([401, 404], `${who}: ${action} of ${address}'s link: ${status}`).toContain(status);
        }
      }
    }
    const rows = await running.tamper(
      'SELECT 1 FROM recipients WHERE envelope_id = $1 AND (opened_at IS NOT NULL OR reported_at IS NOT NULL)',
      [letter.envelopeId],
    );
    expect(rows).toEqual([]);
  });

  test('a refused opening stands in the audit trail', async () => {
    const rows = await running.tamper<{ n: number }>(
      "SELECT count(*)::int AS n FROM audit_entries WHERE envelope_id = $1 AND event = 'OpeningRefused'",
      [letter.envelopeId],
    );
    expect(rows[0]?.n).toBeGreaterThan(0);
  });

  test("what is the sender's alone is not there for anybody else", async () => {
    for (const [who, person] of others) {
      for (const [method, path] of [
        ['GET', `/api/envelopes/${letter.envelopeId}`],
        ['POST', `/api/envelopes/${letter.envelopeId}/open`],
        ['POST', `/api/envelopes/${letter.envelopeId}/objects`],
        ['POST', `/api/drafts/${draft.id}/open`],
        ['DELETE', `/api/drafts/${draft.id}`],
        ['GET', `/sent/${letter.envelopeId}`],
      ] as const) {
        const status = await person.status(method, path, method === 'POST' ? {} : undefined);
        expect([401, 404], `${who}: ${method} ${path}: ${status}`).toContain(status);
      }
    }
  });

  test("a letter in A's trash is removed, emptied or put back by nobody else", async () => {
    const recipient = await running.person(running.pli.account('member', 1, 0));
    const [row] = await running.tamper<{ id: string }>(
      'SELECT i.id FROM mailbox_items i JOIN recipients r ON r.id = i.recipient_id WHERE r.envelope_id = $1 AND r.address = $2',
      [letter.envelopeId, recipientAddress],
    );
    const items = [row?.id ?? ''];
    const { mailboxes } = await recipient.json<{ mailboxes: { id: string }[] }>('GET', '/api/mailboxes');
    const asked = [
      ['/api/items/remove', { items }],
      ['/api/items/restore', { items }],
      ['/api/trash/empty', {}],
      ['/api/trash/empty', { mailbox: mailboxes[0]?.id }],
    ] as const;
    const isRemoved = async () => {
      const [found] = await running.tamper<{ removed: boolean }>(
        'SELECT removed_at IS NOT NULL AS removed FROM mailbox_items WHERE id = $1',
        items,
      );
      return found?.removed;
    };
    const tryAll = async (expected: boolean) => {
      for (const [who, person] of others)
        for (const [path, body] of asked) {
          await person.request('POST', path, { json: body });
          expect(await isRemoved(), `${who}: ${path}`).toBe(expected);
        }
    };
    await recipient.json('POST', '/api/items/file', { items, filing: { folder: 'trash' } });
    await tryAll(false);
    const changed = items.map((itemId) => ({ itemId }));
    expect(await recipient.json('POST', '/api/items/remove', { items })).toMatchObject({
      removed: changed,
      held: [],
    });
    await tryAll(true);
    expect(await recipient.json('POST', '/api/items/restore', { items })).toMatchObject({
      restored: changed,
    });
  });

  test("A's address book is read, added to, emptied and exported by nobody else", async () => {
    const owner = await running.person(running.pli.account('member', 1, 0));
    const { mailboxes } = await owner.json<{ mailboxes: { id: string }[] }>('GET', '/api/mailboxes');
    const mailbox = mailboxes[0]?.id;
    const contact = { name: 'Secrète', organisation: '', role: '', phone: '', note: '' };
    const contacts = [{ ...contact, addresses: ['secrete@ville.example'] }];
    const { results } = await owner.json<{ results: { id: string }[] }>('POST', '/api/contacts', {
      mailbox,
      contacts,
    });
    const [id] = results.map((one) => one.id);
    const asked = [
      ['POST', '/api/contacts/list', { mailbox }],
      ['POST', '/api/contacts', { mailbox, contacts: [{ ...contact, addresses: ['x@ville.example'] }] }],
      ['POST', '/api/contacts/remove', { mailbox, ids: [id] }],
      ['PUT', `/api/contacts/${id}`, { version: 1, contact: contacts[0] }],
      ['GET', `/api/contacts/export?mailbox=${mailbox}&format=csv`, undefined],
      ['POST', '/api/correspondents', { mailbox, q: 'secrete' }],
    ] as const;
    for (const [who, person] of others)
      for (const [method, path, body] of asked)
        expect([401, 404], `${who}: ${method} ${path}`).toContain(await person.status(method, path, body));
    const list = await owner.json<{ contacts: { id: string; version: number }[] }>(
      'POST',
      '/api/contacts/list',
      { mailbox },
    );
    expect(list.contacts.map((one) => [one.id, one.version])).toEqual([[id, 1]]);
  });

  test("another organisation's administrator and auditor see none of ours in lists, members or audit", async () => {
    const { pli } = running;
    // Who of ours never touched anything of theirs; somebody who tried their link does stand in their audit trail.
    const strangers = [pli.account('member', 0, 2), pli.account('auditor', 0)];
    for (const account of strangers) await new HttpPerson(pli.url).signIn(account);
    for (const role of ['administrator', 'auditor'] as const) {
      const person = await running.person(pli.account(role, 1));
      for (const path of [
        '/api/audit',
        '/api/audit/export?format=jsonl',
        '/api/audit/export?format=csv',
        '/api/members',
      ]) {
        const answer = await person.request('GET', path);
        const text = await answer.text();
        for (const account of strangers)
          expect(text.includes(account.email), `${role}: ${path} names ${account.email}`).toBe(false);
      }
    }
  });

  test('a session that was ended from the server is nobody at once', async () => {
    const account = running.pli.account('member', 1, 2);
    const one = await new HttpPerson(running.pli.url).signIn(account);
    const other = await new HttpPerson(running.pli.url).signIn(account);
    expect(await other.status('GET', '/api/me')).toBe(200);
    expect(await one.status('DELETE', '/api/sessions?except=current')).toBe(204);
    expect(await other.status('GET', '/api/me')).toBe(401);
    expect(await one.status('GET', '/api/me')).toBe(200);
  });

  test('the recipients themselves still get in', async () => {
    const recipient = await running.person(running.pli.account('member', 1, 0));
    expect((await open(recipient, referenceOf(letter, recipientAddress))).envelopeId).toBe(letter.envelopeId);
  });
});
