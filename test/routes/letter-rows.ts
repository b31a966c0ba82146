import { v7 as uuidv7 } from 'uuid';
import { segmentOf } from '../support/answer-world';
import { id, type Row, row, x } from './matrix-row';

const answerAt = ({ reference, id: answer }: { reference: string; id: string }) => ({
  reference,
  ...id(answer),
});

/** Somebody for an address book. */
const contact = () => ({
  ...{ name: 'Dr Marie Durand', organisation: 'CHU', role: '', phone: '', note: '' },
  addresses: [`${uuidv7()}@ville.example`],
});

/** Routes of mailboxes, drafts, letters and links. */
export const letterRows: Record<string, Row> = {
  //                                                    nobody guest member colleague foreigner admin f-admin auditor
  'GET /api/mailboxes': row('401 404 200 200 200 200 200 200', () => ({ path: x })),
  'GET /api/openapi.json': row('200 200 200 200 200 200 200 200', () => ({ path: x })),
  'GET /api/compose-settings': row('401 404 200 200 200 200 200 200', () => ({ path: x })),
  'GET /api/vault-key': row('401 404 200 200 200 200 200 200', () => ({ path: x })),
  'POST /api/addressees': row('401 404 200 404 404 404 404 404', async (w) => ({
    path: x,
    json: { mailbox: w.mailboxId, addresses: ['a@b.example'] },
  })),
  'POST /api/correspondents': row('401 404 200 404 404 404 404 404', async (w) => ({
    path: x,
    json: { mailbox: w.mailboxId, q: 'pa' },
  })),
  'POST /api/contacts/list': row('401 404 200 404 404 404 404 404', (w) => ({
    path: x,
    json: { mailbox: w.mailboxId, q: 'ma' },
  })),
  'POST /api/contacts': row('401 404 200 404 404 404 404 404', (w) => ({
    path: x,
    json: { mailbox: w.mailboxId, contacts: [contact()] },
  })),
  'PUT /api/contacts/[id]': row('401 404 204 404 404 404 404 404', async (w) => ({
    path: x,
    params: id(await w.contactId()),
    json: { version: 1, contact: contact() },
  })),
  'POST /api/contacts/remove': row('401 404 200 404 404 404 404 404', async (w) => ({
    path: x,
    json: { mailbox: w.mailboxId, ids: [await w.contactId()] },
  })),
  'GET /api/contacts/export': row('401 404 200 404 404 404 404 404', (w) => ({
    path: `${x}?mailbox=${w.mailboxId}&format=vcard`,
  })),
  'POST /api/search': row('401 404 200 404 404 404 404 404', async (w) => ({
    path: x,
    json: { text: 'bilan', mailbox: w.mailboxId, timeZone: 'Europe/Paris' },
  })),
  'POST /api/search/among': row('401 404 200 200 200 200 200 200', async (w) => ({
    path: x,
    json: { items: [(await w.sent()).envelopeId], text: '', timeZone: 'Europe/Paris' },
  })),
  'POST /api/mailboxes/[id]/search-keys': row('401 404 200 404 404 404 404 404', (w) => ({
    path: x,
    params: id(w.mailboxId),
  })),
  'GET /api/mailboxes/[id]/search-pieces': row('401 404 200 404 404 404 404 404', (w) => ({
    path: x,
    params: id(w.mailboxId),
  })),
  'POST /api/envelopes/[id]/search-piece': row('401 404 200 404 404 404 404 404', async (w) => ({
    path: x,
    params: id((await w.sent()).envelopeId),
  })),
  // nobody has asked for the mailbox's key yet: a piece under it is out of date
  'PUT /api/envelopes/[id]/search-piece': row('401 404 409 404 404 404 404 404', async (w) => ({
    path: x,
    params: id((await w.sent()).envelopeId),
    json: { generation: 1_000, wrap: 'A'.repeat(140), content: 'A'.repeat(40) },
  })),
  // a letter to a guest: members read others
  'POST /api/e/[reference]/search-piece': row('401 404 404 404 404 404 404 404', async (w) => ({
    path: x,
    params: { reference: (await w.sent()).reference },
  })),
  'PUT /api/e/[reference]/search-piece': row('401 404 404 404 404 404 404 404', async (w) => ({
    path: x,
    params: { reference: (await w.sent()).reference },
    json: { generation: 1, wrap: 'A'.repeat(140), content: 'A'.repeat(40) },
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
  'POST /api/drafts/[id]/objects': row('401 404 200 404 404 404 404 404', async (w) => ({
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
  // the file of her own letter
  'POST /api/drafts/[id]/parts': row('401 404 200 404 404 404 404 404', async (w) => ({
    path: x,
    params: id((await w.draft()).envelopeId),
    json: { from: { envelopeId: (await w.sent()).envelopeId }, parts: [(await w.sent()).partId] },
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
  // each letter is answered by itself: that of somebody else as one that is not there (batches.test.ts)
  'POST /api/batches': row('401 404 200 200 200 200 200 200', async (w) => ({
    path: x,
    json: { letters: [{ ...(await w.sent()).request, id: (await w.sent()).envelopeId }] },
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
  'PUT /api/envelopes/[id]/available-until': row('401 404 200 404 404 404 404 404', async (w) => ({
    path: x,
    params: id((await w.sent()).envelopeId),
    json: { until: new Date(Date.now() + 86_400_000).toISOString() },
  })),
  'POST /api/envelopes/[id]/recipients/[recipientId]/correct': row(
    '401 404 200 404 404 404 404 404',
    async (w) => ({
      path: x,
      params: { ...id((await w.sent()).envelopeId), recipientId: (await w.sent()).recipientId },
      json: { address: `${uuidv7()}@example.org` },
    }),
  ),
  'POST /api/envelopes/[id]/recipients/[recipientId]/withdraw': row(
    '401 404 200 404 404 404 404 404',
    async (w) => ({
      path: x,
      params: { ...id((await w.sent()).envelopeId), recipientId: (await w.sent()).recipientId },
      json: {},
    }),
  ),
  'POST /api/envelopes/[id]/withdraw': row('401 404 200 404 404 404 404 404', async (w) => ({
    path: x,
    params: id((await w.sent()).envelopeId),
    json: {},
  })),
  'POST /api/envelopes/[id]/take-back': row('401 404 200 404 404 404 404 404', async (w) => ({
    path: x,
    params: id((await w.sent()).envelopeId),
    json: {},
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
  // what a guest answers, at her letter's link: hers alone
  'GET /api/e/[reference]/answers': row('401 200 404 404 404 404 404 404', async (w) => ({
    path: x,
    params: { reference: (await w.sent()).reference },
  })),
  'PUT /api/e/[reference]/answers/[id]': row('401 204 404 404 404 404 404 404', async (w) => ({
    path: x,
    params: { reference: (await w.sent()).reference, ...id(uuidv7()) },
    json: await w.answerDraft(),
  })),
  'DELETE /api/e/[reference]/answers/[id]': row('401 204 404 404 404 404 404 404', async (w) => ({
    path: x,
    params: answerAt(await w.begunAnswer()),
  })),
  'POST /api/e/[reference]/answers/[id]/segments': row('401 200 404 404 404 404 404 404', async (w) => ({
    path: x,
    params: answerAt(await w.begunAnswer()),
    json: { segments: [segmentOf(100)] },
  })),
  'DELETE /api/e/[reference]/answers/[id]/parts/[partId]': row(
    '401 204 404 404 404 404 404 404',
    async (w) => ({ path: x, params: await w.begunAnswer() }),
  ),
  'POST /api/e/[reference]/answers/[id]/seal': row('401 200 404 404 404 404 404 404', async (w) => ({
    path: x,
    params: answerAt(await w.sentAnswer()),
    json: (await w.sentAnswer()).request,
  })),
  'POST /api/e/[reference]/answers/[id]/open': row('401 200 404 404 404 404 404 404', async (w) => ({
    path: x,
    params: answerAt(await w.sentAnswer()),
  })),
  'POST /api/e/[reference]/answers/[id]/objects': row('401 200 404 404 404 404 404 404', async (w) => ({
    path: x,
    params: answerAt(await w.sentAnswer()),
  })),
};
