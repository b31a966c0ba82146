import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHttpWitness } from '../../lib/adapters/witness/http-witness';
import { openCheckpoint } from '../../lib/transparency-log/checkpoint';
import { generateNoteKey, parseNoteKey, signNote } from '../../lib/transparency-log/signed-note';
import { submitToWitness } from '../../lib/transparency-log/submit-to-witness';
import { withTestDatabase } from '../support/database';
import { growLog } from '../support/grow-log';
import { rootFromConsistency } from '../support/reference-merkle';
import { addOrganisation, withTestServices } from '../support/sealed-world';

/** A witness as C2SP tlog-witness describes one: it takes no head that does not continue the one it knows. */
describe('a witness', () => {
  const database = withTestDatabase();
  const made = withTestServices(database);
  const key = parseNoteKey(generateNoteKey('witness.example'));
  let server: Server;
  let known: { size: number; root: Buffer } = { size: 0, root: Buffer.of() };
  let mood: 'take' | 'away' | 'forget-to-answer' = 'take';
  const statuses: number[] = [];
  let url = '';
  let organisationId = '';

  beforeAll(async () => {
    organisationId = (await addOrganisation(made.services, 'CHU')).id;
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk) => chunks.push(chunk));
      request.on('end', () => {
        const [status, text] =
          request.url === '/witness/add-checkpoint' ? judge(Buffer.concat(chunks).toString()) : [404, ''];
        if (mood === 'away') return void response.writeHead(503).end();
        if (mood === 'forget-to-answer') return void response.destroy();
        statuses.push(status);
        response.writeHead(status).end(text);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/witness/`;
  });
  afterAll(() => server.close());

  function judge(body: string): [number, string] {
    if (mood === 'away') return [503, ''];
    const [, old = '', hashes = '', note = ''] =
      /^old (\d+)\n((?:[A-Za-z0-9+/=]+\n)*)\n([\s\S]+)$/.exec(body) ?? [];
    const head = openCheckpoint(made.services.keys.log, note);
    if (!head) return [403, ''];
    if (Number(old) !== known.size) return [409, `${known.size}\n`];
    const root = Buffer.from(head.rootHash);
    try {
      const proof =
        hashes.trim() === ''
          ? []
          : hashes
              .trim()
              .split('\n')
              .map((line) => Buffer.from(line, 'base64'));
      if (known.size > 0 && !rootFromConsistency(known.size, head.treeSize, known.root, proof).equals(root))
        return [422, ''];
      if (known.size === 0 && proof.length > 0) return [422, ''];
    } catch {
      return [422, ''];
    }
    known = { size: head.treeSize, root };
    return [200, signNote(key, 'x\n').slice(3)];
  }

  const grow = (count: number) => growLog(made.services, organisationId, count);
  const submit = () => submitToWitness({ db: database.db, witness: createHttpWitness({ prefix: url }) });
  const witnessed = () => database.db.logWitnessed.findMany({ orderBy: { treeSize: 'asc' } });

  test('is given each new head with the proof that it continues the last one, and its cosignature is kept', async () => {
    for (const count of [1, 6, 300, 2]) {
      await grow(count);
      await submit();
    }
    await submit();
    expect(statuses).toEqual([200, 200, 200, 200]);
    expect((await witnessed()).map((row) => Number(row.treeSize))).toEqual([1, 7, 307, 309]);
    expect((await witnessed())[0]?.cosignatures).toMatch(/^— witness\.example \S+\n$/);
  });

  test('that was away, or whose answer was lost, is caught up with', async () => {
    mood = 'away';
    await grow(5);
    await expect(submit()).rejects.toThrow('503');
    mood = 'forget-to-answer';
    await grow(5);
    await expect(submit()).rejects.toThrow();
    expect(known.size).toBe(319);
    mood = 'take';
    await grow(5);
    await submit();
    expect(statuses.slice(-2)).toEqual([409, 200]);
    expect(known.size).toBe(324);
  });

  test('that knows a longer log, or another one, is an alarm', async () => {
    await grow(1);
    const before = known;
    known = { size: 1_000, root: before.root };
    await expect(submit()).rejects.toThrow('knows a log of 1000 entries, ours has 325');
    known = { size: before.size, root: Buffer.alloc(32) };
    await expect(submit()).rejects.toThrow('422');
    known = before;
    await submit();
    expect(known.size).toBe(325);
  });
});
