import { createHash, randomBytes, randomUUID } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectRetentionCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import pino from 'pino';
import { describe, expect, it } from 'vitest';
import { createS3ObjectStore } from '../../lib/adapters/object-store/s3-object-store';
import { createVaultHandler } from '../../lib/adapters/object-store/vault-http';
import { createVaultUrls } from '../../lib/adapters/object-store/vault-url';
import { type Clock, systemClock } from '../../lib/ports/clock';
import { CutProxy } from '../support/cut-proxy';
import { freePort } from '../support/free-port';
import { objectStoreContract } from './object-store.contract';
import { secondsValid, signedForSomebody, type TestClock } from './store-under-test';

/** An S3 started by test/support/ceph.sh, or any other. */
const endpoint = process.env.TEST_S3_ENDPOINT;
const accessKeyId = process.env.TEST_S3_ACCESS_KEY_ID ?? 'CEPHKEY1';
const secretAccessKey = process.env.TEST_S3_SECRET_ACCESS_KEY ?? 'cephsecret1';
const log = pino({ level: 'silent' });

async function serveS3(
  browserAccess: 'direct' | 'proxy',
  at: string,
  clock: Clock = systemClock,
  bucket = `pli-test-${randomUUID()}`,
) {
  const urls = createVaultUrls(randomBytes(32), clock, secondsValid);
  const store = createS3ObjectStore({
    settings: {
      kind: 's3',
      endpoint: at,
      publicEndpoint: null,
      region: 'us-east-1',
      bucket,
      accessKeyId,
      secretAccessKey,
      browserAccess,
    },
    createBucket: true,
    publicUrl: 'https://pli.example.org',
    secondsValid,
    urls,
    clock,
    log,
  });
  const server = http.createServer(createVaultHandler(store, urls, async () => true, log));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // the cast: a server on a TCP port has an address of this shape
  const { port } = server.address() as AddressInfo;
  const stop = async () => {
    server.closeAllConnections();
    server.close();
  };
  return { store, origin: `http://127.0.0.1:${port}`, stop };
}

if (endpoint) {
  objectStoreContract('s3, direct', async (clock: TestClock) => ({
    ...(await serveS3('direct', endpoint, clock)),
    refuses: 'store',
  }));
  objectStoreContract('s3, through the application', async (clock: TestClock) => ({
    ...(await serveS3('proxy', endpoint, clock)),
    refuses: 'application',
  }));
}

describe.skipIf(!endpoint)('removing from a store that keeps versions', () => {
  const client = () =>
    new S3Client({
      endpoint: endpoint ?? '',
      region: 'us-east-1',
      credentials: { accessKeyId, secretAccessKey },
      forcePathStyle: true,
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
  const versionsIn = async (s3: S3Client, bucket: string) => {
    const { Versions = [], DeleteMarkers = [] } = await s3.send(
      new ListObjectVersionsCommand({ Bucket: bucket, Prefix: 'parts/' }),
    );
    return Versions.length + DeleteMarkers.length;
  };
  const bytes = randomBytes(100);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const once = async function* () {
    yield bytes;
  };

  it('removes them all, delete markers included, and leaves what was not named', async () => {
    const [s3, bucket] = [client(), `pli-versions-${randomUUID()}`];
    const { store, stop } = await serveS3('proxy', endpoint ?? '', systemClock, bucket);
    await store.ready();
    await s3.send(
      new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: 'Enabled' } }),
    );
    const [home, other] = [{ partId: randomUUID() }, { partId: randomUUID() }];
    for (const one of [home, home, other]) await store.put({ ...one, sha256 }, bytes.length, once());
    const Key = `parts/${home.partId}/${sha256}`;
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: bytes }));
    expect(await versionsIn(s3, bucket)).toBeGreaterThanOrEqual(4);
    expect(await store.remove(home, [sha256])).toEqual({ lockedUntil: null });
    expect(await versionsIn(s3, bucket)).toBe(1);
    expect((await store.list(other)).size).toBe(1);
    await stop();
  });

  it('says until when an object lock keeps what it could not remove', async () => {
    const [s3, bucket] = [client(), `pli-locked-${randomUUID()}`];
    await s3.send(new CreateBucketCommand({ Bucket: bucket, ObjectLockEnabledForBucket: true }));
    const { store, stop } = await serveS3('proxy', endpoint ?? '', systemClock, bucket);
    const home = { partId: randomUUID() };
    await store.put({ ...home, sha256 }, bytes.length, once());
    const until = new Date(Math.ceil(Date.now() / 1000) * 1000 + 6_000);
    await s3.send(
      new PutObjectRetentionCommand({
        Bucket: bucket,
        Key: `parts/${home.partId}/${sha256}`,
        Retention: { Mode: 'COMPLIANCE', RetainUntilDate: until },
      }),
    );
    expect(await store.remove(home, [sha256])).toEqual({ lockedUntil: until });
    expect((await store.list(home)).size).toBe(1);
    await expect
      .poll(async () => (await store.remove(home, [sha256])).lockedUntil, {
        timeout: 30_000,
        interval: 1_000,
      })
      .toBeNull();
    expect(await versionsIn(s3, bucket)).toBe(0);
    await stop();
  });
});

describe.skipIf(!endpoint)('s3 object store', () => {
  it('sends browsers straight to a store that refuses wrong bytes, and lets pages of Pli in', async () => {
    const { store, stop } = await serveS3('direct', endpoint ?? '');
    const key = { envelopeId: randomUUID(), sha256: 'a'.repeat(64) };
    const signed = await store.signPut(key, 10, signedForSomebody);
    expect(signed.url.startsWith(endpoint ?? '')).toBe(true);
    expect(signed.headers).toEqual({ 'x-amz-content-sha256': key.sha256 });
    const preflight = await fetch(signed.url, {
      method: 'OPTIONS',
      headers: {
        Origin: 'https://pli.example.org',
        'Access-Control-Request-Method': 'PUT',
        'Access-Control-Request-Headers': 'x-amz-content-sha256',
      },
    });
    expect(preflight.headers.get('access-control-allow-origin')).toBe('https://pli.example.org');
    const stranger = await fetch(signed.url, {
      method: 'OPTIONS',
      headers: { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'PUT' },
    });
    expect(stranger.headers.get('access-control-allow-origin')).toBeNull();
    await stop();
  });

  it('is away while the store is, and goes on by itself when it is back, uploads in the middle included', async () => {
    const relayPort = await freePort();
    const relay = await CutProxy.start(relayPort, Number(new URL(endpoint ?? '').port));
    await relay.cut();
    const { store, origin, stop } = await serveS3('proxy', `http://127.0.0.1:${relayPort}`);
    const away = { code: 'storage-unavailable' };
    const bytes = randomBytes(6_000_000);
    const key = { envelopeId: randomUUID(), sha256: createHash('sha256').update(bytes).digest('hex') };
    await expect(store.signPut(key, bytes.length, signedForSomebody)).rejects.toMatchObject(away);
    expect(await store.ready()).toMatchObject({ ok: false });

    await relay.mend();
    expect(await store.ready()).toEqual({ ok: true });
    const { url } = await store.signPut(key, bytes.length, signedForSomebody);
    relay.bytesPerSecondMax = 1_000_000;
    const cutPut = fetch(origin + url, { method: 'PUT', body: bytes });
    setTimeout(() => void relay.cut(), 300);
    const answer = await cutPut;
    expect([answer.status, (await answer.json()).code]).toEqual([503, 'storage-unavailable']);

    relay.bytesPerSecondMax = Infinity;
    await relay.mend();
    expect((await store.list(key)).size).toBe(0);
    expect((await fetch(origin + url, { method: 'PUT', body: bytes })).status).toBe(200);
    expect((await store.list(key)).get(key.sha256)).toBe(bytes.length);
    await stop();
    await relay.cut();
  });

  it('keeps browsers away from a store that takes wrong bytes: they go through the application', async () => {
    // an S3 as careless as some are: the digest header is not looked at
    const careless = http.createServer((request, response) => {
      const url = new URL(request.url ?? '/', endpoint);
      if (request.method === 'PUT' && url.pathname.includes('/probe/')) {
        request.resume().on('end', () => response.end());
      } else if (request.method === 'HEAD' && url.pathname.includes('/probe/')) {
        response.end();
      } else {
        response.writeHead(request.method === 'DELETE' ? 204 : 200).end();
      }
    });
    await new Promise<void>((resolve) => careless.listen(0, '127.0.0.1', resolve));
    // the cast: a server on a TCP port has an address of this shape
    const { port } = careless.address() as AddressInfo;
    const { store, stop } = await serveS3('direct', `http://127.0.0.1:${port}`);
    const signed = await store.signPut(
      { envelopeId: randomUUID(), sha256: 'a'.repeat(64) },
      10,
      signedForSomebody,
    );
    expect(signed.url).toMatch(/^\/vault\//);
    await stop();
    careless.closeAllConnections();
    careless.close();
  });
});

describe('s3 object store that is away', () => {
  it('says storage-unavailable for every call, and is not ready', async () => {
    const { store, stop } = await serveS3('direct', 'http://127.0.0.1:9');
    const key = { envelopeId: randomUUID(), sha256: 'a'.repeat(64) };
    const away = { code: 'storage-unavailable' };
    async function* body() {
      yield randomBytes(10);
    }
    await expect(store.signPut(key, 10, signedForSomebody)).rejects.toMatchObject(away);
    await expect(store.list(key)).rejects.toMatchObject(away);
    await expect(store.get(key)).rejects.toMatchObject(away);
    await expect(store.put(key, 10, body())).rejects.toMatchObject(away);
    await expect(store.remove(key, [key.sha256])).rejects.toMatchObject(away);
    expect(await store.ready()).toMatchObject({ ok: false });
    await stop();
  });
});
