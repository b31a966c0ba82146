import 'server-only';
import { Readable } from 'node:stream';
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Config } from '../../config';
import { AppError } from '../../errors';
import type { Logger } from '../../log';
import type { Clock } from '../../ports/clock';
import type { ObjectKey, ObjectStore } from '../../ports/object-store';
import { allowBrowserOrigin, ensureBucket, refusesWrongBytes } from '../s3/s3-boot';
import { orS3Error } from '../s3/s3-error';
import { createS3Presigner } from '../s3/s3-presign';
import { checkedEnvelopeId, checkedObjectKey } from './object-key';
import { streamToSignedPut } from './s3-put';
import type { VaultUrls } from './vault-url';
import { verifiedBatches } from './verified-bytes';

/** S3's own bound for one DeleteObjects. */
const removeBatchMax = 1_000;

/**
 * The vault on an S3, under `envelopes/<envelope>/<sha256>`. Browsers go straight to the store with pre-signed requests when
 * `browserAccess` is `direct` **and** the store has proved that it refuses wrong bytes; else through this application.
 */
export function createS3ObjectStore(options: {
  settings: Extract<Config['objectStore'], { kind: 's3' }>;
  /** Makes a missing bucket. */
  createBucket: boolean;
  /** Origin of the pages, for the bucket's CORS rule. */
  publicUrl: string;
  secondsValid: number;
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
    async signPut(key, bytes) {
      const path = pathOf(key);
      const direct = await orS3Error(browsersGoDirect);
      return direct
        ? browserPresigner.put(path, key.sha256, bytes)
        : urls.sign({ method: 'PUT', key, bytes });
    },

    async signGet(key) {
      const path = pathOf(key);
      const direct = await orS3Error(browsersGoDirect);
      return direct ? browserPresigner.get(path) : urls.sign({ method: 'GET', key });
    },

    list: (envelopeId) => orS3Error(() => listSizes(client, bucket, prefixOf(envelopeId))),

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

    async remove(envelopeId, sha256s) {
      const paths = sha256s.map((sha256) => pathOf({ envelopeId, sha256 }));
      for (let start = 0; start < paths.length; start += removeBatchMax) {
        await orS3Error(() => removeBatch(client, bucket, paths.slice(start, start + removeBatchMax)));
      }
    },

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

function prefixOf(envelopeId: string): string {
  return `envelopes/${checkedEnvelopeId(envelopeId)}/`;
}

function pathOf(key: ObjectKey): string {
  return prefixOf(checkedObjectKey(key).envelopeId) + key.sha256;
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

async function removeBatch(client: S3Client, bucket: string, paths: readonly string[]): Promise<void> {
  const answer = await client.send(
    new DeleteObjectsCommand({
      Bucket: bucket,
      Delete: { Objects: paths.map((Key) => ({ Key })), Quiet: true },
    }),
  );
  const failed = answer.Errors?.find(({ Code }) => Code !== 'NoSuchKey');
  if (failed)
    throw new AppError('storage-unavailable', { cause: new Error(`DeleteObjects: ${failed.Code}`) });
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
