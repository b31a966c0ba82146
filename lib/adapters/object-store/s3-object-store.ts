import 'server-only';
import { Readable } from 'node:stream';
import { GetObjectCommand, HeadBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import type { Config } from '../../config';
import { AppError } from '../../errors';
import type { Logger } from '../../log';
import type { Clock } from '../../ports/clock';
import type { ObjectHome, ObjectKey, ObjectStore } from '../../ports/object-store';
import { allowBrowserOrigin, ensureBucket, refusesWrongBytes } from '../s3/s3-boot';
import { orS3Error } from '../s3/s3-error';
import { createS3Presigner } from '../s3/s3-presign';
import { checkedHome, checkedObjectKey } from './object-key';
import { streamToSignedPut } from './s3-put';
import { removeForGood } from './s3-remove';
import type { SecondsValid, VaultUrls } from './vault-url';
import { verifiedBatches } from './verified-bytes';

/**
 * The vault on an S3, under `envelopes/<envelope>/<sha256>` and `parts/<part>/<sha256>`. Browsers go straight to the store with pre-signed requests when
 * `browserAccess` is `direct` **and** the store has proved that it refuses wrong bytes; else through this application.
 */
export function createS3ObjectStore(options: {
  settings: Extract<Config['objectStore'], { kind: 's3' }>;
  /** Makes a missing bucket. */
  createBucket: boolean;
  /** Origin of the pages, for the bucket's CORS rule. */
  publicUrl: string;
  secondsValid: SecondsValid;
  urls: VaultUrls;
  clock: Clock;
  log: Logger;
}): ObjectStore {
  const { settings, urls, clock, log, secondsValid } = options;
  const { bucket, region, accessKeyId, secretAccessKey } = settings;
  const endpoint = settings.endpoint ?? `https://s3.${region}.amazonaws.com`;
  const client = new S3Client({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 3_000, requestTimeout: 30_000 },
  });
  const presignerAt = (origin: string) =>
    createS3Presigner({
      endpoint: origin,
      bucket,
      region,
      accessKeyId,
      secretAccessKey,
      clock,
      secondsValid,
    });
  const ownPresigner = presignerAt(endpoint);
  const browserPresigner = presignerAt(settings.publicEndpoint ?? endpoint);

  const browsersGoDirect = onceSuccessful(async () => {
    if (options.createBucket) await ensureBucket(client, bucket);
    if (settings.browserAccess !== 'direct') return false;
    await allowBrowserOrigin(client, bucket, new URL(options.publicUrl).origin, log);
    const checked = await refusesWrongBytes(client, bucket, ownPresigner);
    if (!checked)
      log.warn({ bucket }, 'the store keeps bytes that were not signed: browsers go through the application');
    return checked;
  });

  return {
    async signPut(key, bytes, signedFor) {
      const path = pathOf(key);
      const direct = await orS3Error(browsersGoDirect);
      return direct
        ? browserPresigner.put(path, key.sha256, bytes)
        : urls.sign({ method: 'PUT', key, bytes, signedFor });
    },

    async signGet(key, signedFor) {
      const path = pathOf(key);
      const direct = await orS3Error(browsersGoDirect);
      return direct ? browserPresigner.get(path) : urls.sign({ method: 'GET', key, signedFor });
    },

    list: (home) => orS3Error(() => listSizes(client, bucket, prefixOf(home))),

    async put(key, bytes, body) {
      await orS3Error(browsersGoDirect); // the bucket is there
      const signed = await ownPresigner.put(pathOf(key), key.sha256, bytes);
      await streamToSignedPut(signed, bytes, verifiedBatches(body, { sha256: key.sha256, bytes }));
    },

    get: (key) =>
      orS3Error(async () => {
        const found = await client.send(new GetObjectCommand({ Bucket: bucket, Key: pathOf(key) }));
        if (!(found.Body instanceof Readable) || found.ContentLength === undefined) {
          throw new AppError('storage-unavailable', { cause: new Error('an answer without body or length') });
        }
        return { bytes: found.ContentLength, body: found.Body };
      }),

    remove: (home, sha256s) =>
      orS3Error(() => removeForGood(client, bucket, prefixOf(home), new Set(sha256s), log)),

    async ready() {
      try {
        await browsersGoDirect();
        await client.send(new HeadBucketCommand({ Bucket: bucket }));
        return { ok: true };
      } catch (error) {
        return { ok: false, reason: error instanceof Error ? error.name : 'unknown' };
      }
    },
  };
}

function prefixOf(home: ObjectHome): string {
  const { kind, id } = checkedHome(home);
  return `${kind}s/${id}/`;
}

function pathOf(key: ObjectKey): string {
  return prefixOf(key) + checkedObjectKey(key).sha256;
}

async function listSizes(
  client: S3Client,
  bucket: string,
  prefix: string,
): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map<string, number>();
  let next: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        ...(next ? { ContinuationToken: next } : {}),
      }),
    );
    for (const { Key = '', Size = 0 } of page.Contents ?? []) sizes.set(Key.slice(prefix.length), Size);
    next = page.IsTruncated ? page.NextContinuationToken : undefined;
  } while (next);
  return sizes;
}

/** Runs until it has succeeded once; concurrent callers share one try, and a failure is tried again by the next. */
function onceSuccessful<T>(run: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => {
    running ??= run().catch((error: unknown) => {
      running = undefined;
      throw error;
    });
    return running;
  };
}
