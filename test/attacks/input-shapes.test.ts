import { v7 as uuidv7 } from 'uuid';
import { beforeAll, describe, expect, test } from 'vitest';
import type { HttpPerson } from '../support/http-person.ts';
import { freshKeyPacket } from '../support/key-packet.ts';
import { guestByCode, referenceOf, sendAndWait } from '../support/letters.ts';
import { NodeDraft } from '../support/node-sender.ts';
import { withSharedPli } from '../support/with-pli.ts';

type Body = Record<string, unknown>;
type Call = { method: string; path: string; body: Body; who: HttpPerson };

/** Fields a hopeful attacker adds: the names of columns, roles and prototypes. */
const extraFields: Body[] = [
  { role: 'administrator' },
  { id: '00000000-0000-7000-8000-000000000000' },
  { organisationId: '00000000-0000-7000-8000-000000000000' },
  { state: 'sealed', sealedAt: '2026-01-01T00:00:00.000Z' },
  { authorUserId: '00000000-0000-7000-8000-000000000000' },
];

const patient = 'patiente.formes@example.org';

/** What is put where a plain value belongs. */
const wrongShapes: unknown[] = [
  {},
  { $ne: null },
  { toString: 'x' },
  [],
  ['a'],
  [[]],
  true,
  1.5,
  { not: '' },
];

describe('what is sent instead of what belongs there', () => {
  const running = withSharedPli();
  let calls: Call[];

  beforeAll(async () => {
    const member = await running.person(running.pli.account('member', 0));
    const recipientAccount = running.pli.account('member', 1);
    const recipient = await running.person(recipientAccount);
    const administrator = await running.person(running.pli.account('administrator', 0));
    const stranger = running.stranger();
    const letter = await sendAndWait(running, member, {
      recipients: [
        { address: recipientAccount.email, kind: 'to' },
        { address: patient, kind: 'cc' },
      ],
    });
    const reference = referenceOf(letter, recipientAccount.email);
    const answers = `/api/e/${referenceOf(letter, patient)}/answers`;
    const guest = await guestByCode(running, patient, referenceOf(letter, patient));
    const draft = await NodeDraft.make(member);
    const seal = await draft.complete({ recipients: [{ address: 'a@b.example', name: 'A', kind: 'to' }] });
    const { csrfToken } = await stranger.json<{ csrfToken: string }>('GET', '/api/auth/csrf');
    const mailboxId = draft.mailbox.id;
    const vault = await member.json<{ publicKey: string }>('GET', '/api/vault-key');
    const { keyPacket } = await freshKeyPacket(vault.publicKey);
    const answering = await guest.json<{ mailboxId: string }>('GET', answers);
    const answer = { mailboxId: answering.mailboxId, keyPacket, format: 2 };
    const answerId = uuidv7();
    await guest.json('PUT', `${answers}/${answerId}`, answer);
    calls = [
      { method: 'PUT', path: `/api/drafts/${uuidv7()}`, who: member, body: { mailboxId, keyPacket } },
      {
        method: 'PUT',
        path: `/api/drafts/${draft.id}/content`,
        who: member,
        body: { revision: 0, mailboxId, ciphertext: 'AAAA' },
      },
      {
        method: 'POST',
        path: `/api/drafts/${draft.id}/segments`,
        who: member,
        body: {
          segments: [
            { partId: uuidv7(), kind: 'attachment', index: 0, sha256: 'a'.repeat(64), ciphertextBytes: 118 },
          ],
        },
      },
      {
        method: 'POST',
        path: `/api/drafts/${draft.id}/seal`,
        who: member,
        body: { ...seal, expiresInDays: 30 },
      },
      { method: 'PUT', path: `${answers}/${uuidv7()}`, who: guest, body: answer },
      {
        method: 'POST',
        path: `${answers}/${answerId}/segments`,
        who: guest,
        body: {
          segments: [
            { partId: uuidv7(), kind: 'attachment', index: 0, sha256: 'a'.repeat(64), ciphertextBytes: 118 },
          ],
        },
      },
      {
        method: 'POST',
        path: `${answers}/${answerId}/seal`,
        who: guest,
        body: { ...seal, expiresInDays: 30 },
      },
      { method: 'POST', path: `/api/e/${reference}/report`, who: recipient, body: { comment: 'non' } },
      { method: 'POST', path: '/api/guest/code', who: stranger, body: { reference } },
      { method: 'POST', path: '/api/password-reset', who: stranger, body: { address: 'nobody@example.org' } },
      { method: 'POST', path: '/api/password-reset/check', who: stranger, body: { token: 'x'.repeat(40) } },
      {
        method: 'POST',
        path: '/api/password-reset/confirm',
        who: stranger,
        body: { token: 'x'.repeat(40), newPassword: 'correct horse battery staple' },
      },
      {
        method: 'POST',
        path: '/api/folders',
        who: member,
        body: { mailboxId, parentId: null, name: 'Réunions' },
      },
      {
        method: 'POST',
        path: '/api/contacts',
        who: member,
        body: {
          mailbox: mailboxId,
          contacts: [
            {
              ...{ name: 'Nom', organisation: '', role: '', phone: '', note: '' },
              addresses: [`${uuidv7()}@ville.example`],
            },
          ],
        },
      },
      { method: 'POST', path: '/api/contacts/list', who: member, body: { mailbox: mailboxId, q: 'no' } },
      {
        method: 'POST',
        path: '/api/contacts/remove',
        who: member,
        body: { mailbox: mailboxId, ids: [uuidv7()] },
      },
      {
        method: 'POST',
        path: '/api/items/file',
        who: member,
        body: { items: [uuidv7()], filing: { folderId: uuidv7() } },
      },
      { method: 'PATCH', path: '/api/me', who: member, body: { displayName: 'Autre', locale: 'fr' } },
      {
        method: 'POST',
        path: '/api/me/password',
        who: member,
        body: { currentPassword: 'x', newPassword: 'correct horse battery staple' },
      },
      {
        method: 'POST',
        path: '/api/members',
        who: administrator,
        body: { email: 'new@example.org', displayName: 'N', role: 'member', locale: 'fr' },
      },
      {
        method: 'POST',
        path: '/api/shared-mailboxes',
        who: administrator,
        body: { name: 'Accueil', address: 'accueil@example.org' },
      },
      {
        method: 'POST',
        path: `/api/shared-mailboxes/${uuidv7()}/rights`,
        who: administrator,
        body: { email: 'new@example.org', rights: ['read'] },
      },
      {
        method: 'POST',
        path: '/api/auth/callback/password',
        who: stranger,
        body: { csrfToken, json: 'true', email: 'a@b.example', password: 'x' },
      },
      {
        method: 'POST',
        path: '/api/auth/callback/guest-code',
        who: stranger,
        body: { csrfToken, json: 'true', reference, code: '12345678' },
      },
    ];
  });

  const send = async (call: Call, body: string) => {
    const answer = await call.who.request(call.method, call.path, {
      body,
      headers: { 'content-type': 'application/json' },
    });
    const text = await answer.text();
    return { status: answer.status, text };
  };
  const refused = (status: number) => [400, 413, 422, 429].includes(status);

  test('a field that is not in the schema is refused, not ignored', async () => {
    const wrong: string[] = [];
    for (const call of calls) {
      for (const extra of extraFields) {
        const { status, text } = await send(call, JSON.stringify({ ...call.body, ...extra }));
        if (!refused(status))
          wrong.push(
            `${call.method} ${call.path} with ${JSON.stringify(extra)}: ${status} ${text.slice(0, 120)}`,
          );
      }
    }
    expect(wrong).toEqual([]);
  });

  test('__proto__ in the JSON changes nobody', async () => {
    for (const call of calls) {
      const json = `{"__proto__":{"role":"administrator","isAdmin":true},${JSON.stringify(call.body).slice(1)}`;
      const { status } = await send(call, json);
      expect(status, `${call.method} ${call.path}`).toBeLessThan(500);
    }
    const member = await running.person(running.pli.account('member', 0));
    expect(await member.json('GET', '/api/me')).toMatchObject({ role: 'member' });
    expect(await member.status('GET', '/api/members')).toBe(404);
  });

  test('an object, a list, a number or a truth value where a string belongs is refused with 400, never an error of ours', async () => {
    const wrong: string[] = [];
    for (const call of calls) {
      for (const [field, value] of Object.entries(call.body)) {
        if (typeof value !== 'string') continue;
        for (const shape of wrongShapes) {
          if (field === 'json') continue; // next-auth's own switch, whose value nobody reads
          const { status, text } = await send(call, JSON.stringify({ ...call.body, [field]: shape }));
          if (!refused(status))
            wrong.push(
              `${call.method} ${call.path} ${field}=${JSON.stringify(shape)}: ${status} ${text.slice(0, 120)}`,
            );
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  test('what is no JSON at all, too deep, too long or of another type is refused', async () => {
    const bodies = [
      '',
      'null',
      '[]',
      '"text"',
      '{',
      '{"a":',
      '['.repeat(20_000),
      `{"a":"${'x'.repeat(4_000_000)}"}`,
      '\uFFFF',
      '{"a":1,}',
    ];
    for (const call of calls) {
      for (const body of bodies) {
        const { status } = await send(call, body);
        expect(
          refused(status) || status === 401,
          `${call.method} ${call.path} ${body.slice(0, 20)}: ${status}`,
        ).toBe(true);
      }
      const asForm = await call.who.request(call.method, call.path, {
        body: 'a=b',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
      expect(asForm.status, `${call.method} ${call.path} as a form`).toBeGreaterThanOrEqual(400);
      expect(asForm.status).toBeLessThan(500);
      await asForm.arrayBuffer();
    }
  });

  test('no answer to any of it tells of our insides', async () => {
    for (const call of calls) {
      const { text } = await send(call, JSON.stringify({ ...call.body, surplus: { deep: true } }));
      expect(text).not.toMatch(/node_modules|prisma|at .*\.ts|\/work\/|select |ZodError/i);
    }
  });
});
