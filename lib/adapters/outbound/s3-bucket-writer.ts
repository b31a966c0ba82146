import 'server-only';
import http from 'node:http';
import https from 'node:https';
import { pipeline, Readable, Transform } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import {
  type BucketTarget,
  DeliveryFailure,
  type ObjectLabel,
  type Outbound,
  type OutboundBucket,
} from '../../ports/outbound';
import { statusOf } from '../s3/s3-error';
import { deliveryFailureOf } from './delivery-failure-of';
import type { OutboundGuard } from './outbound-guard';

/** One part is in memory at a time; with S3's bound of 10,000 parts an object may hold 80 GB. */
const partBytes = 8 * 1_048_576;
const runIdName = 'pli-run';
/** Of an answer: a bucket has little to say, and whose it is may want to fill our memory or keep us waiting. */
const answerBytesMax = 1_048_576;
const answerMillisecondsMax = 60_000;

/** Writes objects into a bucket of an organisation, with its own keys. */
export function createBucketWriter(guard: OutboundGuard): Outbound['bucket'] {
  return (target) => {
    const client = clientFor(guard, target);
    const at = (key: string) => ({ Bucket: target.bucket, Key: key });
    const bucket: OutboundBucket = {
      labelOf: (key) => orFailure(() => labelOf(client, at(key))),
      write: (key, label, body, onUpload) => orFailure(() => write(client, at(key), label, body, onUpload)),
      abandon: (key, uploadId) =>
        orFailure(async () => {
          const command = new AbortMultipartUploadCommand({ ...at(key), UploadId: uploadId });
          await client.send(command).catch(unlessMissing);
        }),
      remove: (key) =>
        orFailure(async () => {
          await client.send(new DeleteObjectCommand(at(key)));
        }),
      close: () => client.destroy(),
    };
    return bucket;
  };
}

function clientFor(guard: OutboundGuard, target: BucketTarget): S3Client {
  const endpoint = new URL(target.endpoint ?? `https://s3.${target.region}.amazonaws.com`);
  const isPlain = endpoint.protocol !== 'https:';
  if (isPlain) guard.assertPlainHost(endpoint.hostname);
  guard.assertHost(endpoint.hostname);
  const client = new S3Client({
    endpoint: endpoint.href,
    region: target.region,
    credentials: { accessKeyId: target.accessKeyId, secretAccessKey: target.secretAccessKey },
    forcePathStyle: target.pathStyle,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 3,
    requestHandler: {
      connectionTimeout: 5_000,
      requestTimeout: 60_000,
      httpAgent: new http.Agent({ keepAlive: true, lookup: guard.lookupPlain }),
      httpsAgent: new https.Agent({ keepAlive: true, lookup: guard.lookup, minVersion: 'TLSv1.2' }),
    },
  });
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const response = result.response as { body?: unknown; statusCode?: number }; // Node's handler gives its own answer
      if (response.body instanceof Readable) response.body = bounded(response.body, response.statusCode ?? 0);
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'boundedAnswer' },
  );
  return client;
}

/** An answer that ends with an error where it becomes too long, or comes too slowly. */
function bounded(body: Readable, status: number): Readable {
  let bytes = 0;
  const limit = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      bytes += chunk.length;
      if (bytes > answerBytesMax) done(new DeliveryFailure('answered', { status }));
      else done(null, chunk);
    },
  });
  const timer = setTimeout(() => limit.destroy(new DeliveryFailure('timeout')), answerMillisecondsMax);
  return pipeline(body, limit, () => clearTimeout(timer));
}

type At = { Bucket: string; Key: string };

async function labelOf(client: S3Client, at: At): Promise<string | null> {
  const found = await client.send(new HeadObjectCommand(at)).catch(unlessMissing);
  return found ? (found.Metadata?.[runIdName] ?? '') : null;
}

async function write(
  client: S3Client,
  at: At,
  { mediaType, runId }: ObjectLabel,
  body: AsyncIterable<Uint8Array>,
  onUpload?: (uploadId: string) => Promise<void>,
): Promise<{ bytes: number }> {
  const described = { ...at, ContentType: mediaType, Metadata: { [runIdName]: runId } };
  const parts = inParts(body)[Symbol.asyncIterator]();
  const first = await parts.next();
  const second = first.done ? first : await parts.next();
  if (first.done || second.done) {
    const only = first.done ? Buffer.alloc(0) : first.value;
    await client.send(new PutObjectCommand({ ...described, Body: only }));
    return { bytes: only.length };
  }
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(described));
  if (!UploadId) throw new DeliveryFailure('internal', { cause: new Error('an upload without id') });
  try {
    await onUpload?.(UploadId);
    const done: { ETag: string; PartNumber: number }[] = [];
    let bytes = 0;
    const send = async (part: Buffer) => {
      const PartNumber = done.length + 1;
      const { ETag } = await client.send(new UploadPartCommand({ ...at, UploadId, PartNumber, Body: part }));
      done.push({ ETag: ETag ?? '', PartNumber });
      bytes += part.length;
    };
    await send(first.value);
    await send(second.value);
    for (let next = await parts.next(); !next.done; next = await parts.next()) await send(next.value);
    await client.send(
      new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts: done } }),
    );
    return { bytes };
  } catch (error) {
    await parts.return?.(undefined);
    await client.send(new AbortMultipartUploadCommand({ ...at, UploadId })).catch(() => undefined);
    throw error;
  }
}

/** Parts of exactly `partBytes`, the last one shorter. */
async function* inParts(body: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let pieces: Uint8Array[] = [];
  let held = 0;
  for await (let chunk of body) {
    while (held + chunk.length >= partBytes) {
      const cut = partBytes - held;
      yield Buffer.concat([...pieces, chunk.subarray(0, cut)]);
      pieces = [];
      held = 0;
      chunk = chunk.subarray(cut);
    }
    if (chunk.length === 0) continue;
    pieces.push(chunk);
    held += chunk.length;
  }
  if (held > 0) yield Buffer.concat(pieces);
}

function unlessMissing(error: unknown): undefined {
  const name = error instanceof Error ? error.name : '';
  if (name === 'NoSuchBucket') throw new DeliveryFailure('bucket-missing', { cause: error });
  if (statusOf(error) === 404 || name === 'NoSuchUpload') return undefined;
  throw error;
}

async function orFailure<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw s3FailureOf(error);
  }
}

function s3FailureOf(error: unknown): DeliveryFailure {
  if (error instanceof DeliveryFailure) return error;
  const status = statusOf(error);
  const name = error instanceof Error ? error.name : '';
  if (name === 'NoSuchBucket') return new DeliveryFailure('bucket-missing', { cause: error });
  if (status === 301 || status === 307) return new DeliveryFailure('redirected', { status, cause: error });
  if (status === 401 || status === 403)
    return new DeliveryFailure('credentials-refused', { status, cause: error });
  if (status !== undefined) return new DeliveryFailure('answered', { status, cause: error });
  return name === 'TimeoutError'
    ? new DeliveryFailure('timeout', { cause: error })
    : deliveryFailureOf(error);
}
