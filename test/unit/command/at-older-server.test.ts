import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newDraftId, prepareSending, sendLetter } from '../../../lib/command/send-letter';
import { generateVaultKey } from '../../../lib/envelope-format/generate-keys';
import type { OpenApiOperation } from '../../../lib/openapi/document-routes';
import { ApiProblem } from '../../../lib/transfer/api-client';
import { requestFaults } from '../../support/api-contract';

/** The API of 29 November 2026, as a Pli of that day described it. */
const described = JSON.parse(
  gunzipSync(readFileSync(path.resolve('test/vectors/api/2026-11-29.json.gz'))).toString(),
) as { paths: Record<string, Record<string, OpenApiOperation>> };
const folder = mkdtempSync(path.join(tmpdir(), 'pli-older-server-'));
let publicKey = '';
beforeAll(async () => {
  ({ publicKey } = await generateVaultKey());
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A server that answers what was answered then, and refuses what was not described then. */
function olderServer() {
  const taken: string[] = [];
  const identity = { mailboxId: newDraftId(), mailboxName: 'labo', address: 'labo@chu.example' };
  const answers: Record<string, object> = {
    'GET /api/compose-settings': {
      email: identity.address,
      identities: [{ ...identity, titleShown: true }],
      attachmentBytesMax: 104_857_600,
      recipientsMax: 100,
    },
    'GET /api/vault-key': { publicKey },
  };
  const api = {
    url: 'https://pli.example',
    locale: 'en' as const,
    async call<Answer>(method: string, url: string, json?: unknown): Promise<Answer> {
      const route = url.replace(/[0-9a-f-]{36}/, '{id}');
      const operation = described.paths[route]?.[method.toLowerCase()];
      if (!operation) throw new ApiProblem(404, 'not-found');
      if (requestFaults(operation, json).length > 0) throw new ApiProblem(400, 'bad-request');
      taken.push(`${method} ${route}`);
      return (answers[`${method} ${route}`] ?? {}) as Answer; // as the API of that day says
    },
    putObject: () => Promise.reject(new Error('nothing is to be stored')),
    getObject: () => Promise.reject(new Error('nothing is to be read')),
    download: () => Promise.reject(new Error('nothing is to be read')),
  };
  return { api, taken };
}

test.each([
  ['small, that would travel whole,', 10],
  ['whose file would be stored first', 9_000_000],
])(
  'a letter %s is refused by a Pli of before in words that say so, and nothing of it is left there',
  async (_, bytes) => {
    const { api, taken } = olderServer();
    const file = path.join(folder, `${bytes}.txt`);
    writeFileSync(file, Buffer.alloc(bytes));
    const letter = {
      to: [{ address: 'paul@cabinet.example' }],
      cc: [],
      bcc: [],
      subject: 'x',
      html: 'x',
      files: [file],
    };
    const sending = await prepareSending(api);
    await expect(sendLetter(sending, letter, newDraftId())).rejects.toMatchObject({
      code: 'refused',
      reason: 'server-older',
      message: expect.stringContaining('https://pli.example is an older Pli than this command'),
    });
    expect(taken).toEqual(['GET /api/compose-settings', 'GET /api/vault-key']);
  },
);
