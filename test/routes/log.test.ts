import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { POST as askVerification, GET as getVerification } from '../../app/api/audit/verify/route';
import { GET as getCheckpoint } from '../../app/log/checkpoint/route';
import { GET as getKey } from '../../app/log/key/route';
import { GET as getPrograms } from '../../app/log/programs/route';
import { GET as getTile } from '../../app/log/tile/[...path]/route';
import { GET as getProgram } from '../../app/pli.mjs/route';
import { appendEntry } from '../../lib/audit/trail/append-entry';
import { notePrograms } from '../../lib/evidence/note-programs';
import { answerKind, securityHeaders } from '../../lib/http/security-headers';
import { openCheckpoint } from '../../lib/transparency-log/checkpoint';
import { integrateAll } from '../../lib/transparency-log/integrate-entries';
import { startWorker } from '../../lib/worker/start-worker';
import { BrowserPerson } from '../support/browser-person';
import { buildCommand } from '../support/built-command';
import { withTestDatabase } from '../support/database';
import { makeOrganisation, makeUser, type TestUser } from '../support/people';
import { rootOfLeaves } from '../support/reference-merkle';
import { withTestServices } from '../support/services';
import { signedIn } from '../support/session-cookie';

const database = withTestDatabase();
const pli = withTestServices(database);
let auditor: TestUser;
let other: TestUser;

beforeAll(async () => {
  buildCommand();
  const hospital = await makeOrganisation(database.db, 'hopital.example');
  const practice = await makeOrganisation(database.db, 'cabinet.example');
  auditor = await makeUser(database.db, hospital, 'auditeur@hopital.example', 'auditor');
  other = await makeUser(database.db, practice, 'auditeur@cabinet.example', 'auditor');
  for (let n = 0; n < 300; n++)
    await appendEntry(database.db, {
      event: 'SignedIn',
      actor: { kind: 'system' },
      actorAddress: 'marie.secret@hopital.example',
      client: null,
      organisationIds: [auditor.organisationId],
    });
  await integrateAll(pli.services);
});

const get = (handler: typeof getTile, path: string, params: object = {}) =>
  new BrowserPerson(pli.services.config.publicUrl).call({ GET: handler }, 'GET', path, { params });
const tile = (path: string) => get(getTile, `/log/tile/${path}`, { path: path.split('/') });

describe('the public face of the log', () => {
  test('shows a head that its key has signed, anew each time', async () => {
    const answer = await get(getCheckpoint, '/log/checkpoint');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const head = openCheckpoint(pli.services.keys.log, await answer.text());
    expect(head).toMatchObject({ origin: 'pli.test/log', treeSize: 300 });
    expect(await (await get(getKey, '/log/key')).text()).toBe(`${pli.services.keys.log.verifierKey}\n`);
  });

  test('serves tiles for ever, out of which anyone computes the root', async () => {
    const full = await tile('0/000');
    expect(full.status).toBe(200);
    expect(full.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(full.headers.get('content-type')).toBe('application/octet-stream');
    const partial = await tile('0/001.p/44');
    const hashes = Buffer.concat([
      Buffer.from(await full.arrayBuffer()),
      Buffer.from(await partial.arrayBuffer()),
    ]);
    const leaves = Array.from({ length: 300 }, (_, i) => hashes.subarray(i * 32, (i + 1) * 32));
    const head = openCheckpoint(
      pli.services.keys.log,
      await (await get(getCheckpoint, '/log/checkpoint')).text(),
    );
    expect(rootOfLeaves(leaves)).toEqual(Buffer.from(head?.rootHash ?? []));
    const above = Buffer.from(await (await tile('1/000.p/1')).arrayBuffer());
    expect(above).toEqual(rootOfLeaves(leaves.slice(0, 256)));
    expect(Buffer.from(await (await tile('0/000.p/3')).arrayBuffer())).toEqual(hashes.subarray(0, 96));
  });

  test('serves nothing beyond the head, no other spelling, and no entry', async () => {
    for (const path of [
      '0/001',
      '0/001.p/45',
      '0/002.p/1',
      '1/000',
      '1/000.p/2',
      '2/000.p/1',
      '0/1',
      'entries/000',
      '0/000.p/256',
      '0/../0/000',
      '',
    ]) {
      const answer = await tile(path);
      expect([path, answer.status]).toEqual([path, 404]);
      expect(answer.headers.get('cache-control')).toBe('no-store');
    }
  });

  test('names nobody, and is answered as an API is', async () => {
    const all = await Promise.all([get(getCheckpoint, '/log/checkpoint'), tile('0/000'), tile('0/001.p/44')]);
    for (const answer of all) expect(Buffer.from(await answer.arrayBuffer()).includes('secret')).toBe(false);
    expect(answerKind('/log/tile/0/000')).toBe('api');
    expect(
      securityHeaders('api', { nonce: '', https: true, vaultOrigins: [], development: false }),
    ).toHaveProperty('x-content-type-options', 'nosniff');
  });
});

describe('the programs served to check evidence with', () => {
  test('the command in one file is there for anyone, and its digest and that of the script are told', async () => {
    const script = readFileSync('public/verify-log.sh');
    const file = await get(getProgram, '/pli.mjs');
    expect(file.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="pli.mjs"');
    const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
    const bytes = new Uint8Array(await file.arrayBuffer());
    expect(String(bytes.length)).toBe(file.headers.get('content-length'));
    expect(await (await get(getPrograms, '/log/programs')).json()).toEqual({
      programs: { 'pli.mjs': digest(bytes), 'verify-log.sh': digest(script) },
      entry: null,
    });
    await notePrograms(pli.services);
    await integrateAll(pli.services);
    const { programs, entry } = (await (await get(getPrograms, '/log/programs')).json()) as {
      programs: object;
      entry: { line: { fields: { detail: { value: object } } } };
    };
    expect(entry.line.fields.detail.value).toEqual(programs);
  });
});

describe('the self-check on demand', () => {
  const ask = async (who: TestUser) =>
    (await signedIn(pli.services, { userId: who.id })).call(
      { POST: askVerification },
      'POST',
      '/api/audit/verify',
      {
        json: {},
      },
    );
  const result = async (who: TestUser) =>
    (await (
      await (
        await signedIn(pli.services, { userId: who.id })
      ).call({ GET: getVerification }, 'GET', '/api/audit/verify')
    ).json()) as { last: { verifiedAt: string; entries: number; faultCount: number } | null; head: object };

  test('is done by the worker, kept for every administrator and auditor, and an entry of who asked', async () => {
    expect((await result(auditor)).last).toBeNull();
    expect((await ask(auditor)).status).toBe(202);
    const worker = await startWorker(pli.services);
    try {
      for (let i = 0; i < 500 && (await result(auditor)).last === null; i++)
        await new Promise((resolve) => setTimeout(resolve, 200));
    } finally {
      await worker.stop();
    }
    const { last, head } = await result(auditor);
    expect(last).toMatchObject({ faultCount: 0, faults: [] });
    expect(last?.entries).toBeGreaterThanOrEqual(300);
    expect(head).toMatchObject({ treeSize: expect.any(Number) });
    expect((await result(other)).last).toEqual(last);
    const entry = await database.db.auditEntry.findFirstOrThrow({
      where: { event: 'AuditVerified' },
      include: { visibility: true },
    });
    expect(entry.actorAddress).toBe('auditeur@hopital.example');
    expect(entry.detail).toMatchObject({ entries: last?.entries, faults: 0 });
    expect(entry.visibility.map((row) => row.organisationId)).toEqual([auditor.organisationId]);
  });
});
