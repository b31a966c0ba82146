import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { appendEntry } from '../../lib/audit/trail/append-entry';
import { createDestination } from '../../lib/destinations/create-destination';
import { exportPeriods } from '../../lib/destinations/export-periods';
import { listDestinations } from '../../lib/destinations/list-destinations';
import { testDestination } from '../../lib/destinations/test-destination';
import { createDestinationRequest } from '../../lib/destinations/wire';
import type { Outbound, OutboundBucket } from '../../lib/ports/outbound';
import type { Services } from '../../lib/services';
import { verifyFile } from '../../lib/verify/verify-file';
import { awayFromMidnight } from '../support/away-from-midnight';
import { withTestDatabase } from '../support/database';
import { addOrganisation, addPerson, type Person, withTestServices } from '../support/sealed-world';

/** An S3 started by test/support/ceph.sh, or any other. */
const endpoint = process.env.TEST_S3_ENDPOINT;
const accessKeyId = process.env.TEST_S3_ACCESS_KEY_ID ?? 'CEPHKEY1';
const secretAccessKey = process.env.TEST_S3_SECRET_ACCESS_KEY ?? 'cephsecret1';
const client = { address: '192.0.2.7', agent: 'test' };
const day = 86_400_000;

describe.skipIf(!endpoint)('scheduled exports to a bucket', () => {
  const database = withTestDatabase();
  const made = withTestServices(database, () => ({ PLI_OUTBOUND_PRIVATE: 'allow' }));
  const s3 = new S3Client({
    endpoint: endpoint ?? 'http://127.0.0.1:9',
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle: true,
  });
  let bucket: string;
  let chief: Person;
  let ahead = 0;
  let services: Services;
  beforeAll(() => {
    services = { ...made.services, clock: { now: () => new Date(Date.now() + ahead) } };
  });
  beforeEach(async () => {
    ahead = 0;
    await awayFromMidnight();
    bucket = `pli-audit-${randomUUID()}`;
    await s3.send(new CreateBucketCommand({ Bucket: bucket }));
    chief = await addPerson(services, await addOrganisation(services, 'CHU'), 'chef', 'administrator');
  });

  const create = async (settings: object = {}, secret = secretAccessKey) => {
    const request = createDestinationRequest.parse({
      kind: 's3',
      name: 'archives',
      settings: { endpoint, bucket, prefix: 'audit', accessKeyId, ...settings },
      secret,
    });
    return (await createDestination(services, { actor: chief.actor, client, request })).id;
  };
  const write = async (count: number, text = '') => {
    for (let n = 0; n < count; n++) {
      await database.db.$transaction((tx) =>
        appendEntry(tx, {
          event: 'SignedIn',
          actor: chief.actor,
          client,
          organisationIds: [chief.actor.organisationId],
          detail: { n, text },
        }),
      );
    }
  };
  const run = (id: string, outbound: Outbound = services.outbound) =>
    exportPeriods({ ...services, outbound }, { destinationId: id });
  const keys = async () => {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
    return Contents.map(({ Key = '' }) => Key).sort();
  };
  const read = async (key: string) => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    const chunks: Uint8Array[] = [];
    if (Body instanceof Readable) for await (const chunk of Body) chunks.push(chunk as Uint8Array);
    return Buffer.concat(chunks);
  };
  const shown = async () => (await listDestinations(services, chief.actor)).destinations[0];
  const uploads = async () =>
    (await s3.send(new ListMultipartUploadsCommand({ Bucket: bucket }))).Uploads ?? [];

  test('lie there one a period, named by it, whole, verified, their numbers going on from one to the next', async () => {
    await write(20);
    const id = await create({ format: 'jsonl' });
    await run(id);
    expect(await keys()).toEqual([]); // the day is not over
    ahead = 3 * day;
    await write(5);
    await run(id);
    await run(id);
    const found = await keys();
    const date = (days: number) => new Date(Date.now() + days * day).toISOString().slice(0, 10);
    expect(found).toEqual(
      [0, 1, 2].map((n) => `audit/pli-audit-${chief.actor.organisationId}-${date(n)}-${date(n)}.jsonl`),
    );
    let next = 1;
    for (const key of found) {
      const bytes = await read(key);
      const report = await verifyFile(new Blob([Uint8Array.from(bytes)]));
      expect(report.outcome).toBe('verified');
      const { numbers } = JSON.parse(bytes.toString().split('\n')[0] ?? '{}');
      expect(numbers.first).toBe(next);
      next = numbers.last + 1;
    }
    expect(next).toBeGreaterThan(26);
    expect(await shown()).toMatchObject({ state: 'working', lastObject: { key: found[2] } });
    const entries = await database.db.auditEntry.findMany({
      where: { event: 'AuditExported', actorKind: 'system' },
    });
    expect(entries.map(({ detail }) => (detail as { object: string }).object)).toEqual(found);
  });

  test('a worker that dies anywhere leaves one whole object a period, and nothing half behind', async () => {
    await write(1_000, 'x'.repeat(20_000)); // more than two parts
    const id = await create({ format: 'csv' });
    ahead = day;
    /** The worker of this try is killed: no write of its own follows, its lease runs out. */
    const dying = (where: 'in the middle' | 'after the last byte'): Outbound => ({
      ...services.outbound,
      bucket: (target) => {
        const real = services.outbound.bucket(target);
        const killed: OutboundBucket = {
          ...real,
          write: async (key, label, body, onUpload) => {
            if (where === 'after the last byte') await real.write(key, label, body, onUpload);
            else void real.write(key, label, cut(body), onUpload).catch(() => undefined);
            return new Promise(() => undefined);
          },
        };
        return killed;
      },
    });
    void run(id, dying('in the middle'));
    for (let tries = 0; tries < 900 && (await uploads()).length === 0; tries++) await rest(100);
    expect(await uploads()).toHaveLength(1);
    expect(await keys()).toEqual([]);
    await leaseRunsOut(id);
    void run(id, dying('after the last byte'));
    for (let tries = 0; tries < 900 && (await keys()).length === 0; tries++) await rest(100);
    expect(await keys()).toHaveLength(1);
    expect(await uploads()).toEqual([]);
    const [key = ''] = await keys();
    const first = await read(key);
    await leaseRunsOut(id);
    await run(id);
    expect(await keys()).toEqual([key]);
    expect((await read(key)).equals(first)).toBe(true);
    expect(first.toString().split('\r\n').length).toBeGreaterThan(1_000);
    expect((await shown())?.lastSuccessAt).not.toBeNull();
  });

  test('wrong keys, a missing bucket, a name that is taken: each is said, and nothing is overwritten', async () => {
    const wrong = await create({}, 'not the key');
    expect(await testDestination(services, { actor: chief.actor, id: wrong })).toMatchObject({
      arrived: false,
      failure: { code: 'credentials-refused' },
    });
    const missing = await create({ bucket: 'there-is-none' });
    expect(await testDestination(services, { actor: chief.actor, id: missing })).toMatchObject({
      failure: { code: 'bucket-missing' },
    });
    const right = await create();
    expect(await testDestination(services, { actor: chief.actor, id: right })).toEqual({ arrived: true });
    expect(await keys()).toEqual([]);
    ahead = day;
    await run(right);
    const before = await Promise.all((await keys()).map(read));
    const second = await create(undefined, secretAccessKey);
    await database.db.auditDestination.update({
      where: { id: second },
      data: { exportedUntil: new Date(Math.floor(Date.now() / day) * day) },
    });
    await run(second);
    const { destinations } = await listDestinations(services, chief.actor);
    expect(destinations.find((one) => one.id === second)?.lastFailure?.code).toBe('object-exists');
    expect((await Promise.all((await keys()).map(read))).map(String)).toEqual(before.map(String));
  });

  async function* cut(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let bytes = 0;
    for await (const chunk of body) {
      bytes += chunk.length;
      yield chunk;
      if (bytes > 17_500_000) await new Promise(() => undefined);
    }
  }
  const rest = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const leaseRunsOut = async (id: string) => {
    await database.db.auditDestination.update({ where: { id }, data: { leasedUntil: new Date(0) } });
  };
});
