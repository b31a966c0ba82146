import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { openBatchJournal } from '../../../lib/command/batch-journal';
import { readBatchTable } from '../../../lib/command/batch-table';
import { type BatchResult, runBatch } from '../../../lib/command/run-batch';
import { newDraftId, prepareSending, sendLetter } from '../../../lib/command/send-letter';
import { generateVaultKey } from '../../../lib/envelope-format/generate-keys';
import { parse } from '../../../lib/http/parse';
import { asAppError, problemResponse } from '../../../lib/http/problem';
import type { OpenApiOperation } from '../../../lib/openapi/document-routes';
import { ApiProblem, problemOf } from '../../../lib/transfer/api-client';
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

/** A server that answers what was answered then, and refuses what was not described then, or by what `refuse` throws. */
function olderServer(refuse?: (route: string, json: unknown) => void) {
  const taken: string[] = [];
  const identity = { mailboxId: newDraftId(), mailboxName: 'labo', address: 'labo@chu.example' };
  const answers: Record<string, object> = {
    'GET /api/compose-settings': {
      email: identity.address,
      identities: [{ ...identity, titleShown: true }],
      attachmentBytesMax: 104_857_600,
      recipientsMax: 100,
    },
    'GET /api/vault-key': { publicKey, ...(refuse && { month: '2026-11' }) },
  };
  const api = {
    url: 'https://pli.example',
    locale: 'en' as const,
    async call<Answer>(method: string, url: string, json?: unknown): Promise<Answer> {
      const route = url.replace(/[0-9a-f-]{36}/, '{id}');
      if (refuse) {
        refuse(`${method} ${route}`, json);
        return (answers[`${method} ${route}`] ?? {}) as Answer; // as the test says it
      }
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

/** As a Pli that knows months' keys answers what its schema does not know, by the code that answers. */
function refusal(schema: z.ZodType, json: unknown): Promise<ApiProblem> {
  try {
    parse(schema, json, 'body');
  } catch (error) {
    return problemOf(problemResponse(asAppError(error), 'en', 'x'));
  }
  throw new Error('was not refused');
}

const small = {
  to: [{ address: 'paul@cabinet.example' }],
  cc: [],
  bcc: [],
  subject: 'x',
  html: 'x',
  files: [],
};
const withOneMore = async (letters: 'one' | 'many') => {
  const request = { facts: { ofLater: true } };
  const schema = z.strictObject({ facts: z.strictObject({}) });
  return letters === 'one'
    ? refusal(schema, request)
    : refusal(z.strictObject({ letters: z.array(schema) }), { letters: [request, request] });
};

test('a member that a Pli does not know yet is refused in the same words, alone and in a pack', async () => {
  const [alone, together] = [await withOneMore('one'), await withOneMore('many')];
  const { api } = olderServer((route) => {
    if (route.endsWith('/seal')) throw alone;
    if (route === 'POST /api/batches') throw together;
    if (route.startsWith('DELETE')) throw new ApiProblem(404, 'not-found');
  });
  await expect(sendLetter(await prepareSending(api), small, newDraftId())).rejects.toMatchObject({
    code: 'refused',
    reason: 'server-older',
  });
  const results: BatchResult[] = [];
  const table = path.join(folder, 'two.csv');
  writeFileSync(table, 'to,subject,body\npaul@cabinet.example,x,y\njean@cabinet.example,x,y\n');
  const journal = await openBatchJournal(`${table}.journal`, api.url);
  await runBatch(api, await readBatchTable(table), journal, {
    concurrency: 1,
    emit: (result) => void results.push(result),
  });
  await journal.close();
  expect(results.map(({ state, code }) => [state, code])).toEqual([
    ['failed', 'server-older'],
    ['failed', 'server-older'],
  ]);
});

test('what a Pli of today refuses otherwise is said as it says it', async () => {
  const wrong = await refusal(z.strictObject({ recipients: z.array(z.string()).min(1) }), { recipients: [] });
  const { api } = olderServer((route) => {
    if (route.endsWith('/seal')) throw wrong;
  });
  await expect(sendLetter(await prepareSending(api), small, newDraftId())).rejects.toBe(wrong);
});
