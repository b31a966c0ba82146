import { v7 as uuidv7 } from 'uuid';
import { letterRows } from './letter-rows';
import { id, type Row, row, x } from './matrix-row';

const everything = { period: 'all', from: '', until: '', day: '', person: '', envelope: '', events: [] };
const twoWeeks = new URLSearchParams({
  from: '2026-11-02T00:00:00+01:00',
  to: '2026-11-16T00:00:00+01:00',
  zone: 'Europe/Paris',
}).toString();

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
  'GET /api/session': row('200 200 200 200 200 200 200 200', () => ({ path: x })),
  'POST /api/session': row('200 200 200 200 200 200 200 200', () => ({ path: x, json: { idleSeconds: 0 } })),
  'GET /api/local-copy-key': row('401 200 200 200 200 200 200 200', () => ({ path: x })),
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
  'POST /api/members/search': row('401 404 404 404 404 200 200 404', () => ({
    path: x,
    json: { search: 'dupont' },
  })),
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
  'POST /api/shared-mailboxes': row('401 404 404 404 404 201 422 404', () => ({
    path: x,
    json: { name: 'Secrétariat', address: `s${uuidv7()}@hopital.example` },
  })),
  'POST /api/shared-mailboxes/search': row('401 404 404 404 404 200 200 404', () => ({
    path: x,
    json: { search: 'secrétariat' },
  })),
  'PATCH /api/shared-mailboxes/[id]': row('401 404 404 404 404 204 404 404', async (w) => ({
    path: x,
    params: id(await w.sharedMailboxId()),
    json: { name: 'Accueil' },
  })),
  'GET /api/shared-mailboxes/[id]/members': row('401 404 404 404 404 200 404 404', async (w) => ({
    path: x,
    params: id(await w.sharedMailboxId()),
  })),
  'POST /api/shared-mailboxes/[id]/rights': row('401 404 404 404 404 204 404 404', async (w) => ({
    path: x,
    params: id(await w.sharedMailboxId()),
    json: { email: 'collegue@hopital.example', rights: ['read'] },
  })),
  'POST /api/shared-mailboxes/[id]/close': row('401 404 404 404 404 204 404 404', async (w) => ({
    path: x,
    params: id(await w.sharedMailboxId()),
  })),
  'PATCH /api/organisation': row('401 404 404 404 404 204 204 404', () => ({
    path: x,
    json: { locale: 'fr' },
  })),
  'GET /api/live': row('401 404 200 200 200 200 200 200', () => ({ path: x })),
  'GET /api/mailboxes/[id]/changes': row('401 404 200 404 404 404 404 404', (w) => ({
    path: `${x}?since=0`,
    params: id(w.mailboxId),
  })),
  'POST /api/items/file': row('401 404 200 200 200 200 200 200', () => ({
    path: x,
    json: { items: [uuidv7()], filing: { folder: 'archive' } },
  })),
  'POST /api/items/remove': row('401 404 200 200 200 200 200 200', () => ({
    path: x,
    json: { items: [uuidv7()] },
  })),
  'POST /api/items/restore': row('401 404 200 200 200 200 200 200', () => ({
    path: x,
    json: { items: [uuidv7()] },
  })),
  'POST /api/trash/empty': row('401 404 200 200 200 200 200 200', () => ({ path: x, json: {} })),
  'GET /api/folders': row('401 404 200 404 404 404 404 404', (w) => ({ path: `/x?mailbox=${w.mailboxId}` })),
  'POST /api/folders': row('401 404 201 404 404 404 404 404', (w) => ({
    path: x,
    json: { mailboxId: w.mailboxId, parentId: null, name: 'Réunions' },
  })),
  'PATCH /api/folders/[id]': row('401 404 204 404 404 404 404 404', async (w) => ({
    path: x,
    params: id(await w.folderId()),
    json: { name: 'Staff' },
  })),
  'DELETE /api/folders/[id]': row('401 404 200 404 404 404 404 404', async (w) => ({
    path: x,
    params: id(await w.folderId()),
  })),
  'POST /api/holds': row('401 404 404 404 404 201 404 404', async (w) => ({
    path: x,
    json: { envelopeId: (await w.sent()).envelopeId, why: 'Contentieux' },
  })),
  'DELETE /api/holds/[id]': row('401 404 404 404 404 204 404 404', async (w) => ({
    path: x,
    params: id(await w.holdId()),
  })),
  'GET /api/audit/verify': row('401 404 404 404 404 200 200 200', () => ({ path: x })),
  'POST /api/audit/verify': row('401 404 404 404 404 202 202 202', () => ({
    path: '/audit-verify',
    json: {},
  })),
  'GET /log/checkpoint': row('200 200 200 200 200 200 200 200', () => ({ path: x })),
  'GET /log/key': row('200 200 200 200 200 200 200 200', () => ({ path: x })),
  'GET /log/programs': row('200 200 200 200 200 200 200 200', () => ({ path: x })),
  'GET /pli.mjs': row('200 200 200 200 200 200 200 200', () => ({ path: x })),
  'GET /log/tile/[...path]': row('404 404 404 404 404 404 404 404', () => ({
    path: x,
    params: { path: ['0', '999'] },
  })),
  'GET /api/audit': row('401 404 404 404 404 200 200 200', () => ({ path: x })),
  'POST /api/audit/search': row('401 404 404 404 404 200 200 200', () => ({
    path: x,
    json: { person: 'a@b.example' },
  })),
  'POST /api/audit/counts': row('401 404 404 404 404 200 200 200', () => ({
    path: x,
    json: { zone: 'Europe/Paris' },
  })),
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

  ...letterRows,
};
