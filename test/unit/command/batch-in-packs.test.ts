import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openBatchJournal } from '../../../lib/command/batch-journal';
import { readBatchTable } from '../../../lib/command/batch-table';
import type { PliApi } from '../../../lib/command/pli-api';
import { type BatchResult, runBatch } from '../../../lib/command/run-batch';
import type { SealAnswer } from '../../../lib/envelope/wire';
import { generateVaultKey } from '../../../lib/envelope-format/generate-keys';
import { ApiProblem, NetworkLost } from '../../../lib/transfer/api-client';

type Call = { method: string; path: string; json: { letters?: { id: string; title: string }[] } };
/** A server of the smallest kind: what it sealed, what it was asked. */
type Server = {
  sealed: Map<string, SealAnswer & { title: string }>;
  calls: Call[];
  /** Steps in before an answer is given. */
  before: (call: Call) => void;
  /** Steps in when the work is done, and loses the answer. */
  after: (call: Call) => void;
  knowsPacks: boolean;
};

let folder: string;
let vaultKey: string;
let server: Server;
beforeAll(async () => {
  vaultKey = (await generateVaultKey()).publicKey;
});
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'pli-packs-'));
  server = { sealed: new Map(), calls: [], before: () => {}, after: () => {}, knowsPacks: true };
});
afterEach(() => rmSync(folder, { recursive: true }));

const identity = {
  mailboxId: crypto.randomUUID(),
  mailboxName: 'x',
  address: 'a@b.example',
  titleShown: true,
};

function sealIn(id: string, title: string): SealAnswer {
  const at = '2026-11-30T00:00:00.000Z';
  const before = server.sealed.get(id);
  const answer = { envelopeId: id, sealedAt: at, releaseAt: at, expiresAt: at, recipients: 1, title };
  if (!before) server.sealed.set(id, answer);
  return answer;
}

function answerTo({ method, path: url, json }: Call): unknown {
  const id = /[0-9a-f-]{36}/.exec(url)?.[0] ?? '';
  if (url === '/api/compose-settings') return { identities: [identity], attachmentBytesMax: 1e9 };
  if (url === '/api/vault-key') return { publicKey: vaultKey };
  if (url === '/api/batches') {
    if (!server.knowsPacks) throw new ApiProblem(404, 'not-found');
    return {
      letters: (json.letters ?? []).map(({ id: one, title }) =>
        title === 'refused'
          ? { id: one, sealed: null, refused: { code: 'address-invalid', title: 'Nobody has it.' } }
          : { id: one, sealed: sealIn(one, title), refused: null },
      ),
    };
  }
  if (url.endsWith('/seal')) return sealIn(id, (json as { title: string }).title);
  if (method === 'DELETE') {
    if (server.sealed.has(id)) throw new ApiProblem(409, 'conflict');
    throw new ApiProblem(404, 'not-found');
  }
  return { ...server.sealed.get(id), recipients: [{}] };
}

const api: PliApi = {
  url: 'https://pli.example',
  locale: 'en',
  call: async <Answer>(method: string, url: string, json: unknown) => {
    const call = { method, path: url, json: json as Call['json'] };
    server.calls.push(call);
    server.before(call);
    const answer = answerTo(call);
    server.after(call);
    return answer as Answer;
  },
  download: () => Promise.reject(new Error('nothing is downloaded')),
  putObject: () => Promise.reject(new Error('small letters travel with their seal')),
  getObject: () => Promise.reject(new Error('nothing is read')),
};

async function run(titles: readonly string[], bodyFile = 'small.html') {
  const table = path.join(folder, 't.csv');
  writeFileSync(path.join(folder, 'small.html'), '<p>b</p>');
  writeFileSync(path.join(folder, 'large.html'), `<p>${'x'.repeat(300_000)}</p>`);
  writeFileSync(
    table,
    ['id,to,subject,body-file', ...titles.map((title, n) => `${n},x@y.example,${title},${bodyFile}`)].join(
      '\n',
    ),
  );
  const journal = await openBatchJournal(`${table}.journal`, api.url);
  const results: BatchResult[] = [];
  try {
    const emit = (result: BatchResult) => results.push(result);
    return {
      summary: await runBatch(api, await readBatchTable(table), journal, { concurrency: 4, emit }),
      results,
    };
  } finally {
    await journal.close();
  }
}

const many = (count: number) => Array.from({ length: count }, (_, n) => `Lettre ${n}`);
const packsSent = () =>
  server.calls.flatMap(({ path: url, json }) => (url === '/api/batches' ? [json.letters?.length] : []));
const titlesSealed = () => [...server.sealed.values()].map(({ title }) => title).sort();

describe('a batch', () => {
  test('is sealed together, not letter by letter; one that is refused is refused by itself', async () => {
    const { summary, results } = await run([...many(40), 'refused']);
    expect(summary).toMatchObject({ letters: 41, sent: 40, failed: 1, unsettled: 0, notTried: 0 });
    expect(packsSent()).toEqual([41]);
    expect(results.find(({ state }) => state === 'failed')).toMatchObject({
      line: 42,
      code: 'address-invalid',
      message: 'Nobody has it.',
    });
  });

  test('goes in several packs where one request does not hold it', async () => {
    const { summary } = await run(many(20), 'large.html');
    expect(summary).toMatchObject({ sent: 20 });
    const counts = packsSent().map((count) => count ?? 0);
    expect(Math.max(...counts)).toBeLessThan(8); // 3 MiB
    expect(counts.reduce((sum, count) => sum + count)).toBe(20);
    expect(titlesSealed()).toEqual(many(20).sort());
  });

  test('whose answer is lost sends no letter twice: neither the run itself nor the next one', async () => {
    server.after = ({ path: url }) => {
      if (url === '/api/batches') throw new NetworkLost();
    };
    const first = await run(many(12));
    expect(first.summary).toMatchObject({ sent: 12 });
    server.after = () => {};
    const next = await run(many(12));
    expect(next.summary).toMatchObject({ sent: 0, alreadySent: 12 });
    expect(titlesSealed()).toEqual(many(12).sort());
  });

  test('cut off for good says so of each letter, asks no more, and the next run finds out and sends none twice', async () => {
    server.after = ({ path: url }) => {
      if (url === '/api/batches') {
        server.before = () => {
          throw new NetworkLost();
        };
        throw new NetworkLost();
      }
    };
    const first = await run(many(30));
    expect(first.summary).toMatchObject({ sent: 0, failed: 0, unsettled: 30 });
    expect(server.calls.filter(({ method }) => method === 'DELETE')).toHaveLength(1);
    [server.before, server.after] = [() => {}, () => {}];
    const next = await run([...many(30), 'one more']);
    expect(next.summary).toMatchObject({ alreadySent: 30, sent: 1, failed: 0 });
    expect(titlesSealed()).toEqual([...many(30), 'one more'].sort());
  });

  test('goes letter by letter to a server of before, that knows no packs', async () => {
    server.knowsPacks = false;
    const { summary } = await run(many(9));
    expect(summary).toMatchObject({ sent: 9 });
    expect(packsSent()).toEqual([9]);
    expect(titlesSealed()).toEqual(many(9).sort());
  });
});
