import { v7 as uuidv7 } from 'uuid';
import { type Row, row } from './matrix-row';

const x = '/x';
const everything = { period: 'all', from: '', until: '', day: '', person: '', envelope: '', events: [] };
const twoWeeks = new URLSearchParams({
  from: '2026-11-02T00:00:00+01:00',
  to: '2026-11-16T00:00:00+01:00',
  zone: 'Europe/Paris',
}).toString();
const id = (value: string) => ({ id: value });

/** What a form without script sends. */
const form = (body: string) => ({
  path: x,
  body,
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
});

/** Every route of app/ against everybody; the matrix test fails for a route that is not here. */
export const routeRows: Record<string, Row> = {
  //                                                    nobody guest member colleague foreigner admin f-admin auditor
  'GET /api/[...missing]': row('404 404 404 404 404 404 404 404', () => ({ path: x })),
  'POST /api/[...missing]': row('404 404 404 404 404 404 404 404', () => ({ path: x, json: {} })),
  'PUT /api/[...missing]': row('404 404 404 404 404 404 404 404', () => ({ path: x, json: {} })),
  'PATCH /api/[...missing]': row('404 404 404 404 404 404 404 404', () => ({ path: x, json: {} })),
  'DELETE /api/[...missing]': row('404 404 404 404 404 404 404 404', () => ({ path: x })),

  'GET /api/auth/[...nextauth]': row('200 200 200 200 200 200 200 200', () => ({
    path: x,
    params: { nextauth: ['csrf'] },
  })),
  'POST /api/auth/[...nextauth]': row('403 403 403 403 403 403 403 403', () => ({
    path: x,
    params: { nextauth: ['callback', 'password'] },
    json: { csrfToken: 'not of this browser', email: 'autrice@hopital.example', password: 'x' },
  })),
  'POST /api/guest/code': row('200 200 200 200 200 200 200 200', () => ({
    path: x,
    json: { reference: uuidv7().replaceAll('-', '') },
  })),
  'POST /api/guest/code/move': row('410 410 410 410 410 410 410 410', () => ({
    path: x,
    json: { reference: uuidv7().replaceAll('-', ''), token: 'x' },
  })),
  'POST /e/[reference]/code/form': row('303 303 303 303 303 303 303 303', () => ({
    ...form(''),
    path: `/e/${'A'.repeat(32)}/code/form`,
    params: { reference: 'A'.repeat(32) },
  })),
  'POST /api/password-reset': row('204 204 204 204 204 204 204 204', () => ({
    path: x,
    json: { address: `${uuidv7()}@example.org` },
  })),
  'POST /api/password-reset/check': row('410 410 410 410 410 410 410 410', () => ({
    path: x,
    json: { token: 'x' },
  })),
  'POST /api/password-reset/confirm': row('410 410 410 410 410 410 410 410', () => ({
    path: x,
    json: { token: 'x', newPassword: 'chaise-orage-tambour' },
  })),
  'POST /api/locale': row('204 204 204 204 204 204 204 204', () => ({ path: x, json: { locale: 'fr' } })),

  'POST /sign-in/form': row('303 303 303 303 303 303 303 303', () => form('email=x%40y.fr&password=x')),
  'POST /password/forgot/form': row('303 303 303 303 303 303 303 303', () =>
    form(`email=${uuidv7()}%40example.org`),
  ),
  'POST /password/form': row('303 303 303 303 303 303 303 303', () => form('link=x&password=y&repeat=z')),

  'GET /api/me': row('401 200 200 200 200 200 200 200', () => ({ path: x })),
  'PATCH /api/me': row('401 404 204 204 204 204 204 204', () => ({ path: x, json: { locale: 'fr' } })),
  'POST /api/me/password': row('401 404 401 401 401 401 401 401', () => ({
    path: x,
    json: { currentPassword: 'faux', newPassword: 'chaise-orage-tambour' },
  })),
  'GET /api/sessions': row('401 200 200 200 200 200 200 200', () => ({ path: x })),
  'DELETE /api/sessions': row('401 204 204 204 204 204 204 204', () => ({ path: x })),
  'DELETE /api/sessions/[id]': row('401 404 204 404 404 404 404 404', async (w) => ({
    path: x,
    params: id(await w.sessionId()),
  })),

  'GET /api/access-tokens': row('401 404 200 200 200 200 200 200', () => ({ path: x })),
  'POST /api/access-tokens': row('401 404 401 401 401 401 401 401', () => ({
    path: x,
    json: { name: 'nuit', scopes: ['audit:read'], expiresInDays: 30, currentPassword: 'faux' },
  })),
  'DELETE /api/access-tokens/[id]': row('401 404 204 404 404 404 404 404', async (w) => ({
    path: x,
    params: id(await w.tokenId()),
  })),

  'GET /api/members': row('401 404 404 404 404 200 200 404', () => ({ path: x })),
  'POST /api/members': row('401 404 404 404 404 201 422 404', () => ({
    path: x,
    json: { email: `n${uuidv7()}@hopital.example`, displayName: 'Nouveau', role: 'member' },
  })),
  'PATCH /api/members/[id]': row('401 404 404 404 404 204 404 404', async (w) => ({
    path: x,
    params: id(await w.targetId()),
    json: { role: 'auditor' },
  })),
  'POST /api/members/[id]/close': row('401 404 404 404 404 204 404 404', async (w) => ({
    path: x,
    params: id(await w.targetId()),
  })),
  'POST /api/members/[id]/unlock': row('401 404 404 404 404 204 404 404', async (w) => ({
    path: x,
    params: id(await w.targetId()),
  })),
  'POST /api/members/[id]/end-sessions': row('401 404 404 404 404 204 404 404', async (w) => ({
    path: x,
    params: id(await w.targetId()),
  })),
  'POST /api/members/[id]/invitation': row('401 404 404 404 404 204 404 404', async (w) => ({
    path: x,
    params: id(await w.targetId()),
  })),
  'PATCH /api/organisation': row('401 404 404 404 404 204 204 404', () => ({
    path: x,
    json: { locale: 'fr' },
  })),
  'GET /api/audit/verify': row('401 404 404 404 404 200 200 200', () => ({ path: x })),
  'POST /api/audit/verify': row('401 404 404 404 404 202 202 202', () => ({
    path: '/audit-verify',
    json: {},
  })),
  'GET /log/checkpoint': row('200 200 200 200 200 200 200 200', () => ({ path: x })),
  'GET /log/key': row('200 200 200 200 200 200 200 200', () => ({ path: x })),
  'GET /log/tile/[...path]': row('404 404 404 404 404 404 404 404', () => ({
    path: x,
    params: { path: ['0', '999'] },
  })),
  'GET /api/audit': row('401 404 404 404 404 200 200 200', () => ({ path: x })),
  'GET /api/audit/counts': row('401 404 404 404 404 200 200 200', () => ({ path: '/x?zone=Europe/Paris' })),
  'GET /api/audit/entries/[id]/proof': row('401 404 404 404 404 200 404 200', async (w) => ({
    path: x,
    params: id(await w.entryId()),
  })),
  'GET /api/audit/filters': row('401 404 404 404 404 200 200 200', () => ({ path: x })),
  'POST /api/audit/filters': row('401 404 404 404 404 201 201 201', () => ({
    path: x,
    json: { name: 'Échecs', shared: true, choice: everything },
  })),
  'PATCH /api/audit/filters/[id]': row('401 404 404 404 404 204 404 404', async (w) => ({
    path: x,
    params: id(await w.savedFilterId()),
    json: { name: 'Autre nom' },
  })),
  'DELETE /api/audit/filters/[id]': row('401 404 404 404 404 204 404 404', async (w) => ({
    path: x,
    params: id(await w.savedFilterId()),
  })),
  'GET /api/statistics': row('401 404 404 404 404 200 200 200', () => ({ path: `/x?${twoWeeks}` })),
  'POST /api/statistics/export': row('401 404 404 404 404 200 200 200', () => ({
    path: x,
    body: twoWeeks,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })),
  'GET /api/audit/destinations': row('401 404 404 404 404 200 200 404', () => ({ path: x })),
  'POST /api/audit/destinations': row('401 404 404 404 404 201 201 404', () => ({
    path: x,
    json: { kind: 'webhook', name: 'SIEM', settings: { url: 'https://siem.example.org/' } },
  })),
  'PATCH /api/audit/destinations/[id]': row('401 404 404 404 404 200 404 404', async (w) => ({
    path: x,
    params: id(await w.destinationId()),
    json: { paused: true },
  })),
  'DELETE /api/audit/destinations/[id]': row('401 404 404 404 404 204 404 404', async (w) => ({
    path: x,
    params: id(await w.destinationId()),
  })),
  // It does not arrive: 127.0.0.1 is no address for collectors.
  'POST /api/audit/destinations/[id]/test': row('401 404 404 404 404 200 404 404', async (w) => ({
    path: x,
    params: id(await w.destinationId()),
  })),
  'POST /api/audit/export': row('401 404 404 404 404 200 200 200', () => ({
    path: x,
    body: 'format=csv',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })),

  'GET /api/mailboxes': row('401 404 200 200 200 200 200 200', () => ({ path: x })),
  'GET /api/openapi.json': row('200 200 200 200 200 200 200 200', () => ({ path: x })),
  'GET /api/compose-settings': row('401 404 200 200 200 200 200 200', () => ({ path: x })),
  'GET /api/vault-key': row('401 404 200 200 200 200 200 200', () => ({ path: x })),
  'POST /api/addressees': row('401 404 200 404 404 404 404 404', async (w) => ({
    path: x,
    json: { mailbox: w.mailboxId, addresses: ['a@b.example'] },
  })),
  'GET /api/correspondents': row('401 404 200 404 404 404 404 404', async (w) => ({
    path: `/x?mailbox=${w.mailboxId}&q=pa`,
  })),
  'GET /api/envelopes': row('401 404 200 404 404 404 404 404', async (w) => ({
    path: `/x?box=sent&mailbox=${w.mailboxId}`,
  })),
  'PUT /api/drafts/[id]': row('401 404 204 404 404 404 404 404', async (w) => ({
    path: x,
    params: id(uuidv7()),
    json: { mailboxId: w.mailboxId, keyPacket: w.keyPacket },
  })),
  'DELETE /api/drafts/[id]': row('401 404 204 404 404 404 404 404', async (w) => ({
    path: x,
    params: id((await w.draft()).envelopeId),
  })),
  'PUT /api/drafts/[id]/content': row('401 404 200 404 404 404 404 404', async (w) => ({
    path: x,
    params: id((await w.draft()).envelopeId),
    json: { revision: 0, mailboxId: w.mailboxId, ciphertext: 'AAAA' },
  })),
  'POST /api/drafts/[id]/open': row('401 404 200 404 404 404 404 404', async (w) => ({
    path: x,
    params: id((await w.draft()).envelopeId),
  })),
  'POST /api/drafts/[id]/segments': row('401 404 200 404 404 404 404 404', async (w) => ({
    path: x,
    params: id((await w.draft()).envelopeId),
    json: {
      segments: [
        { partId: uuidv7(), kind: 'attachment', index: 0, sha256: 'a'.repeat(64), ciphertextBytes: 200 },
      ],
    },
  })),
  'DELETE /api/drafts/[id]/parts/[partId]': row('401 404 204 404 404 404 404 404', async (w) => ({
    path: x,
    params: { ...id((await w.draft()).envelopeId), partId: (await w.draft()).attachment.id },
  })),
  'POST /api/drafts/[id]/seal': row('401 404 200 404 404 404 404 404', async (w) => ({
    path: x,
    params: id((await w.sent()).envelopeId),
    json: (await w.sent()).request,
  })),

  'GET /api/envelopes/[id]': row('401 404 200 404 404 404 404 404', async (w) => ({
    path: x,
    params: id((await w.sent()).envelopeId),
  })),
  'POST /api/envelopes/[id]/open': row('401 404 200 404 404 404 404 404', async (w) => ({
    path: x,
    params: id((await w.sent()).envelopeId),
  })),
  'POST /api/envelopes/[id]/objects': row('401 404 200 404 404 404 404 404', async (w) => ({
    path: x,
    params: id((await w.sent()).envelopeId),
  })),
  'POST /api/envelopes/[id]/evidence': row('401 404 200 404 404 404 404 404', async (w) => ({
    path: x,
    params: id((await w.sent()).envelopeId),
  })),
  'POST /api/e/[reference]/evidence': row('401 404 200 404 404 404 404 404', async (w) => ({
    path: x,
    params: { reference: (await w.received()).reference },
  })),
  'POST /api/audit/evidence/[id]': row('401 404 404 404 404 200 404 200', async (w) => ({
    path: x,
    params: id((await w.sent()).envelopeId),
  })),
  'POST /api/envelopes/[id]/recipients/[recipientId]/renotify': row(
    '401 404 204 404 404 404 404 404',
    async (w) => ({
      path: x,
      params: { ...id((await w.sent()).envelopeId), recipientId: (await w.sent()).recipientId },
    }),
  ),
  'POST /api/envelopes/[id]/recipients/[recipientId]/unblock': row(
    '401 404 204 404 404 404 404 404',
    async (w) => ({
      path: x,
      params: { ...id((await w.sent()).envelopeId), recipientId: (await w.sent()).recipientId },
    }),
  ),

  'POST /api/e/[reference]/open': row('401 404 200 404 404 404 404 404', async (w) => ({
    path: x,
    params: { reference: (await w.received()).reference },
  })),
  'POST /api/e/[reference]/objects': row('401 200 404 404 404 404 404 404', async (w) => ({
    path: x,
    params: { reference: (await w.sent()).reference },
  })),
  // Before the envelope was opened nobody can have downloaded anything: also the addressee gets 404.
  'POST /api/e/[reference]/parts/[partId]/downloaded': row('401 404 404 404 404 404 404 404', async (w) => ({
    path: x,
    params: { reference: (await w.sent()).reference, partId: (await w.sent()).partId },
    json: {},
  })),
  'POST /api/e/[reference]/report': row('204 204 404 404 404 404 404 404', async (w) => ({
    path: x,
    params: { reference: (await w.sent()).reference },
    json: {},
  })),
  'DELETE /api/e/[reference]/report': row('401 204 404 404 404 404 404 404', async (w) => ({
    path: x,
    params: { reference: (await w.sent()).reference },
  })),
  'POST /api/e/[reference]/fresh': row('202 202 202 202 202 202 202 202', async (w) => ({
    path: x,
    params: { reference: (await w.sent()).reference },
    json: {},
  })),
};
