import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HttpPerson } from '../support/http-person.ts';
import { NodeDraft, putSigned, sendLetter, sha256 } from '../support/node-sender.ts';
import { Pli, until } from '../support/pli.ts';
import { superuserUrl } from '../support/superuser-url.ts';

const mebibyte = 1_048_576;
const dataDir = mkdtempSync(path.join(tmpdir(), 'pli-full-'));
const filler = path.join(dataDir, 'filler');
const reserve = path.join(dataDir, 'reserve');
const mounted =
  spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=640m,mode=700', 'tmpfs', dataDir]).status === 0;

describe.skipIf(!mounted)(
  'a full disk under all of Pli (skipped where this user may not mount a small file system)',
  () => {
    let pli: Pli;
    let reader: HttpPerson;
    let envelopeId: string;
    beforeAll(async () => {
      pli = await Pli.start({ dataDir });
      reader = await new HttpPerson(pli.url).signIn(pli.account('member', 0));
      envelopeId = (await sendLetter(reader, { recipients: [{ address: 'a@example.org', kind: 'to' }] }))
        .envelopeId;
      await until(() => existsSync(reserve), 60, 'no room was kept');
    }, 180_000);
    afterAll(async () => {
      await pli?.stop();
      spawnSync('umount', ['-l', dataDir]);
      rmSync(dataDir, { recursive: true, force: true });
    });

    test('uploads are refused while there is still room for people to sign in, read and sign out', async () => {
      const draft = await NodeDraft.make(reader);
      const ciphertext = await draft.encrypt(new Uint8Array(100_000));
      const digest = { sha256: sha256(ciphertext), ciphertextBytes: ciphertext.length };
      const signed = await draft.register('0198c0de-0000-7000-8000-000000000001', 'attachment', 0, digest);
      leaveFree(200);

      const refused = await putSigned(pli.url, signed, ciphertext);
      expect(refused.status).toBe(507);
      expect(await refused.json()).toMatchObject({ code: 'storage-full' });
      const again = draft.register('0198c0de-0000-7000-8000-000000000002', 'attachment', 0, digest);
      await expect(again, 'a new upload is refused before a byte travels').rejects.toThrow('507');

      const person = await new HttpPerson(pli.url).signIn(pli.account('member', 0));
      expect(await person.json('GET', `/api/envelopes/${envelopeId}`)).toMatchObject({ envelopeId });
      await person.json('POST', `/api/envelopes/${envelopeId}/open`, {});
      expect((await fetch(`${pli.url}/readyz`)).status).toBe(200);
      await until(async () => (await health()).uploads === false, 30, '/healthz does not say so');
    });

    test('when the write-ahead log finds no room, the database starts again on the room that was kept', async () => {
      leaveFree(48);
      await writeUntilTheDatabaseEnds();
      await until(() => !existsSync(reserve), 60, 'the room was kept from the database');
      // the database's end may be noticed a moment after it was ready the last time
      await until(
        async () => (await reader.status('GET', `/api/envelopes/${envelopeId}`)) === 200,
        60,
        'the database does not come back',
      );
      expect(await reader.json('GET', `/api/envelopes/${envelopeId}`)).toMatchObject({ envelopeId });
    });

    test('with that room gone too Pli lives on, answers in plain words, and heals when there is room', async () => {
      const supervisor = pli.pid('supervisor');
      for (let fills = 0; fills < 3; fills++) {
        leaveFree(0);
        await writeUntilTheDatabaseEnds().catch(() => undefined); // it may not run
        const answer = await reader.status('GET', `/api/envelopes/${envelopeId}`);
        expect([200, 503, 507], 'no "something unexpected"').toContain(answer);
        expect((await fetch(`${pli.url}/healthz`)).status).toBe(200);
      }

      rmSync(filler);
      await until(
        async () => (await reader.status('GET', `/api/envelopes/${envelopeId}`)) === 200,
        60,
        'the database does not come back',
      );
      expect(pli.pid('supervisor')).toBe(supervisor);
      expect(await reader.json('GET', `/api/envelopes/${envelopeId}`)).toMatchObject({ envelopeId });
      await until(() => existsSync(reserve), 60, 'no room is kept again');
      await sendLetter(reader, { recipients: [{ address: 'b@example.org', kind: 'to' }] });
    });

    test('started again on a full disk it serves what can be served; without any room it says so in one sentence', async () => {
      await pli.stop();
      leaveFree(0);
      await pli.launch();
      expect(await reader.json('GET', `/api/envelopes/${envelopeId}`)).toMatchObject({ envelopeId });
      await pli.stop();

      leaveFree(0);
      rmSync(reserve, { force: true });
      leaveFree(0);
      const { status, stdout, stderr } = spawnSync(process.execPath, [path.resolve('dist/start.mjs')], {
        env: { ...process.env, PLI_DATA_DIR: dataDir, PLI_PORT: String(pli.port) },
        encoding: 'utf8',
        timeout: 120_000,
      });
      expect(`${stdout}${stderr}`).toMatch(
        /^The disk (that holds .* )?is full: make room, or name another folder/,
      );
      expect(`${stdout}${stderr}`.trim().split('\n')).toHaveLength(1);
      expect(status).toBe(1);
    });

    async function health(): Promise<{ uploads: boolean | null }> {
      return (await fetch(`${pli.url}/healthz`)).json() as Promise<{ uploads: boolean | null }>; // lib/http/health.ts
    }
  },
);

/** Fills the disk up, or empties the filler, so that so many MiB are left; others may write at the same time. */
function leaveFree(mebibytes: number): void {
  rmSync(filler, { force: true });
  const { bavail, bsize } = statfsSync(dataDir);
  const file = openSync(filler, 'w');
  try {
    const chunk = Buffer.alloc(mebibyte / 16);
    for (let left = bavail * bsize - mebibytes * mebibyte; left > 0; left -= chunk.length)
      writeSync(file, chunk);
  } catch (error) {
    expect(String(error)).toContain('ENOSPC');
  } finally {
    closeSync(file);
  }
}

/** Writes into the write-ahead log, as many people would, until the server has no place for it. */
async function writeUntilTheDatabaseEnds(): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl(dataDir) });
  client.on('error', () => undefined);
  await client.connect();
  try {
    for (;;) await client.query(`SELECT pg_logical_emit_message(true, 'test', repeat('x', 4000000))`);
  } catch (error) {
    expect(String(error)).toMatch(/terminat|reset|recovery|No space/i);
  } finally {
    await client.end().catch(() => undefined);
  }
}
