import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  PutObjectRetentionCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createS3HeadArchive } from '../../lib/adapters/head-archive/s3-head-archive';
import { exportFile } from '../../lib/audit/export/export-files';
import { compareWithOutside } from '../../lib/transparency-log/compare-kept';
import { Faults } from '../../lib/transparency-log/fault';
import { keepHeads, scheduleKeeping } from '../../lib/transparency-log/keep-heads';
import { readCheckpoint } from '../../lib/transparency-log/read-checkpoint';
import { stampCheckpoint } from '../../lib/transparency-log/timestamped-checkpoint';
import { verifyLog } from '../../lib/transparency-log/verify-log';
import { verifyFile } from '../../lib/verify/verify-file';
import { startWorker } from '../../lib/worker/start-worker';
import { cutLog, cutNotes } from '../support/cut-log';
import { withTestDatabase } from '../support/database';
import { growLog } from '../support/grow-log';
import { opensslTimestampVerify } from '../support/outside-verifiers';
import { addOrganisation, withTestServices } from '../support/sealed-world';

/** An S3 with Object Lock started by test/support/ceph.sh, or any other. */
const endpoint = process.env.TEST_S3_ENDPOINT ?? '';
const credentials = {
  accessKeyId: process.env.TEST_S3_ACCESS_KEY_ID ?? 'CEPHKEY1',
  secretAccessKey: process.env.TEST_S3_SECRET_ACCESS_KEY ?? 'cephsecret1',
};
const hour = 3_600_000;
const halfPast = Math.floor(Date.now() / hour) * hour + hour / 2;

describe.skipIf(!endpoint)('heads of the log in a bucket with Object Lock', () => {
  const bucket = `pli-heads-${randomUUID()}`;
  const database = withTestDatabase();
  const made = withTestServices(database, async () => {
    await s3.send(new CreateBucketCommand({ Bucket: bucket, ObjectLockEnabledForBucket: true }));
    return {
      PLI_WITNESS_BUCKET: bucket,
      PLI_WITNESS_BUCKET_ENDPOINT: endpoint,
      PLI_WITNESS_BUCKET_PREFIX: 'log/',
      PLI_WITNESS_BUCKET_ACCESS_KEY_ID: credentials.accessKeyId,
      PLI_WITNESS_BUCKET_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      PLI_WITNESS_BUCKET_RETENTION_DAYS: '30',
    };
  });
  const s3 = new S3Client({
    endpoint: endpoint || 'http://127.0.0.1:9',
    region: 'us-east-1',
    credentials,
    forcePathStyle: true,
  });
  const folder = mkdtempSync(path.join(tmpdir(), 'pli-heads-'));
  let organisation = '';
  let superuser: pg.Client;

  beforeAll(async () => {
    organisation = (await addOrganisation(made.services, 'CHU')).id;
    superuser = new pg.Client({ connectionString: database.ownerUrl });
    await superuser.connect();
    await superuser.query('SET session_replication_role = replica');
  });
  afterAll(async () => {
    await superuser?.end();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Adds entries and stamps the head as if it were so many hours later. */
  const grow = async (hours: number, count = 5) => {
    await growLog(made.services, organisation, count);
    const head = await readCheckpoint(database.db);
    if (!head) throw new Error('no head');
    const { timestamper } = made.services;
    const later = {
      roots: () => timestamper.roots(),
      stamp: async (digest: Uint8Array) => {
        const { response } = await timestamper.stamp(digest);
        return { response, time: new Date(halfPast + hours * hour) };
      },
    };
    await stampCheckpoint({ ...made.services, timestamper: later }, head);
    return head.treeSize;
  };
  const nameOf = (size: number) => `log/${String(size).padStart(15, '0')}.checkpoint`;
  const names = async () => {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
    return Contents.map(({ Key = '' }) => Key);
  };
  const versions = async (key: string) => {
    const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: key }));
    return Versions.filter(({ Key }) => Key === key);
  };
  const bytesOf = async (key: string, version?: string) => {
    const { Body } = await s3.send(
      new GetObjectCommand({ Bucket: bucket, Key: key, ...(version ? { VersionId: version } : {}) }),
    );
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
  };
  const outside = async () => {
    const faults = new Faults();
    await compareWithOutside(made.services, faults);
    return faults.named;
  };

  test('are put hour by hour, under names that sort, with timestamps that openssl verifies; once, however often it is tried', async () => {
    const sizes = [await grow(0), await grow(1)];
    await grow(1); // a second one of that hour
    sizes.push(await grow(2, 200));
    await keepHeads(made.services);
    // A job that was killed before it could note what it had put.
    await cutNotes(superuser, 0);
    await keepHeads(made.services);
    expect(await names()).toEqual(sizes.flatMap((size) => [nameOf(size), `${nameOf(size)}.tsr`]));
    for (const size of sizes) {
      expect(await versions(nameOf(size))).toHaveLength(1);
      const note = await bytesOf(nameOf(size));
      expect(note.toString()).toBe((await readCheckpoint(database.db, size))?.note);
      const { ok, said } = opensslTimestampVerify(
        note,
        await bytesOf(`${nameOf(size)}.tsr`),
        await made.services.timestamper.roots(),
      );
      expect(ok, said).toBe(true);
    }
    expect(await outside()).toEqual([]);
  });

  test('cannot be overwritten or removed, nor their lock shortened, by the very keys that put them', async () => {
    const [key = ''] = await names();
    const before = await bytesOf(key);
    const [first] = await versions(key);
    const version = { Bucket: bucket, Key: key, VersionId: first?.VersionId };
    const refused = { name: 'AccessDenied' };
    await expect(s3.send(new DeleteObjectCommand(version))).rejects.toMatchObject(refused);
    const bypass = { ...version, BypassGovernanceRetention: true };
    await expect(s3.send(new DeleteObjectCommand(bypass))).rejects.toMatchObject(refused);
    for (const Retention of [
      { Mode: 'COMPLIANCE', RetainUntilDate: new Date(Date.now() + hour) },
      { Mode: 'GOVERNANCE', RetainUntilDate: new Date(Date.now() + 60 * 24 * hour) },
    ] as const)
      await expect(s3.send(new PutObjectRetentionCommand({ ...bypass, Retention }))).rejects.toMatchObject(
        refused,
      );
    await expect(s3.send(new DeleteBucketCommand({ Bucket: bucket }))).rejects.toThrow();
    // What they can do: put another version beside it, and hide both. Ours stays, and is the one that is compared.
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: 'another text' }));
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    expect(await names()).not.toContain(key);
    expect((await bytesOf(key, first?.VersionId)).equals(before)).toBe(true);
    expect(await outside()).toEqual([]);
  });

  test('are what an auditor hands to pli verify', async () => {
    const key = (await names()).find((name) => name.endsWith('.checkpoint')) ?? '';
    const { chunks } = await exportFile(made.services, {
      organisationId: organisation,
      format: 'jsonl',
      filter: {},
    });
    const parts: Uint8Array[] = [];
    for await (const chunk of chunks) parts.push(chunk);
    const file = path.join(folder, 'kept.checkpoint');
    writeFileSync(file, await bytesOf(key));
    const given = {
      logKey: made.services.keys.log.verifierKey,
      keptCheckpoint: (await bytesOf(key)).toString(),
    };
    const report = await verifyFile(new Blob([Uint8Array.from(Buffer.concat(parts))]), given);
    expect(report.checks.find(({ check }) => check === 'kept-checkpoint')).toMatchObject({
      state: 'verified',
    });
  });

  test('lose nothing while the bucket is away: the worker puts what is missing when it is back, in order', async () => {
    const before = await names();
    const away = createS3HeadArchive(
      {
        endpoint: 'http://127.0.0.1:9',
        region: 'us-east-1',
        bucket,
        prefix: 'log/',
        ...credentials,
        retentionDays: 30,
      },
      made.services.clock,
    );
    const sizes = [await grow(3), await grow(4)];
    // Under the name of the real one: what is noted as put is what counts.
    const cut = { ...away, name: made.services.headArchive?.name ?? '' };
    await expect(keepHeads({ ...made.services, headArchive: cut })).rejects.toThrow();
    expect(await names()).toEqual(before);
    await scheduleKeeping(made.services);
    const worker = await startWorker(made.services);
    try {
      await expect
        .poll(names, { timeout: 40_000 })
        .toEqual([...before, ...sizes.flatMap((size) => [nameOf(size), `${nameOf(size)}.tsr`])]);
    } finally {
      await worker.stop();
    }
    for (const size of sizes) expect(await versions(nameOf(size))).toHaveLength(1);
  });

  test('are refused, in words, by a bucket that locks nothing, and where there is none', async () => {
    const plain = `pli-plain-${randomUUID()}`;
    await s3.send(new CreateBucketCommand({ Bucket: plain }));
    const archive = (name: string) =>
      createS3HeadArchive(
        { endpoint, region: 'us-east-1', bucket: name, prefix: '', ...credentials, retentionDays: 1 },
        made.services.clock,
      );
    const head = { treeSize: 1, note: 'note', timestamp: new Uint8Array(1) };
    await expect(archive(plain).keep(head)).rejects.toThrow(
      `The bucket ${plain} (PLI_WITNESS_BUCKET) has no Object Lock`,
    );
    await expect(archive('there-is-none').keep(head)).rejects.toThrow('There is no bucket there-is-none');
    expect((await s3.send(new ListObjectsV2Command({ Bucket: plain }))).Contents).toBeUndefined();
  });

  test('name a log that was cut off with all its notes, also after it went on; and one that cannot be read is said', async () => {
    const [first = 0, second = 0] = (await names())
      .filter((name) => name.endsWith('.checkpoint'))
      .map((name) => Number(/\d{15}/.exec(name)?.[0]));
    const last = Math.max(...(await names()).map((name) => Number(/\d{15}/.exec(name)?.[0])));
    await cutLog(superuser, first);
    await cutNotes(superuser, first);
    await superuser.query('DELETE FROM audit_unsequenced');
    expect((await verifyLog(made.services)).faults.filter(({ kind }) => kind !== 'timestamp-wrong')).toEqual(
      [],
    );
    expect(await outside()).toEqual([{ kind: 'tail-cut', index: first, end: last }]);
    await grow(6, last - first + 10);
    const faults = await outside();
    expect(faults[0]).toEqual({ kind: 'head-other', index: expect.any(Number), end: second });
    expect(faults.every(({ kind }) => kind === 'head-other')).toBe(true);
    const { headArchive } = made.services;
    if (!headArchive) throw new Error('no archive');
    const broken = { ...headArchive, list: () => readFails() };
    const said = new Faults();
    await compareWithOutside({ ...made.services, headArchive: broken }, said);
    expect(said.named).toEqual([{ kind: 'kept-heads-unread', index: null }]);
  });
});

async function* readFails(): AsyncGenerator<never> {
  yield* [];
  throw new Error('the bucket is away');
}
