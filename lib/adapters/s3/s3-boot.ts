import 'server-only';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutBucketCorsCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Logger } from '../../log';
import { statusOf } from './s3-error';
import type { S3Presigner } from './s3-presign';

/**
 * Makes the bucket where it is missing.
 * @throws what the S3 client throws when it can be neither found nor made.
 */
export async function ensureBucket(client: S3Client, bucket: string): Promise<void> {
  try {
    await client.send(new HeadBucketCommand({ Bucket: bucket }));
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    await client.send(new CreateBucketCommand({ Bucket: bucket })).catch((failure: unknown) => {
      // another process was quicker
      if (!(failure instanceof Error && failure.name === 'BucketAlreadyOwnedByYou')) throw failure;
    });
  }
}

/** Lets pages of `origin` reach the bucket. Where that is not allowed to us, the operator has to: said in the log. */
export async function allowBrowserOrigin(
  client: S3Client,
  bucket: string,
  origin: string,
  log: Logger,
): Promise<void> {
  const rule = {
    AllowedOrigins: [origin],
    AllowedMethods: ['PUT', 'GET', 'HEAD'],
    AllowedHeaders: ['x-amz-content-sha256', 'content-type'],
    MaxAgeSeconds: 3_600,
  };
  try {
    await client.send(new PutBucketCorsCommand({ Bucket: bucket, CORSConfiguration: { CORSRules: [rule] } }));
  } catch (error) {
    if (statusOf(error) === undefined) throw error;
    log.warn({ err: error, bucket, rule }, 'the bucket does not let us set its CORS rule: set it by hand');
  }
}

/**
 * Asks the store to keep bytes that are not those signed, as a browser would, and looks whether it refused.
 * @throws when the store does not answer.
 */
export async function refusesWrongBytes(
  client: S3Client,
  bucket: string,
  presigner: S3Presigner,
): Promise<boolean> {
  const path = `probe/${randomUUID()}`;
  const right = randomBytes(64);
  const wrong = Buffer.from(right);
  wrong[0] = (wrong[0] ?? 0) ^ 1;
  const signed = await presigner.put(
    path,
    createHash('sha256').update(right).digest('hex'),
    right.byteLength,
  );
  const answer = await fetch(signed.url, { method: 'PUT', headers: signed.headers, body: wrong });
  await answer.arrayBuffer();
  if (answer.status >= 500) throw new Error(`the store answered ${answer.status} to a probe`);
  const kept = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: path })).then(
    () => true,
    (error: unknown) => {
      if (statusOf(error) !== 404) throw error;
      return false;
    },
  );
  if (kept) await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: path }));
  return !answer.ok && !kept;
}
