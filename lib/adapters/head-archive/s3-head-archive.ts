import 'server-only';
import { createHash } from 'node:crypto';
import {
  GetObjectCommand,
  GetObjectLockConfigurationCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  type ObjectVersion,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Config } from '../../config';
import type { Clock } from '../../ports/clock';
import { ArchiveRefused, type HeadArchive, type KeptNote } from '../../ports/head-archive';

type Settings = NonNullable<Config['witnessBucket']>;
type At = { client: S3Client; settings: Settings; clock: Clock };

const dayMilliseconds = 86_400_000;
const sizeDigits = 15;
const noteBytesMax = 100_000;
const noteName = /(?:^|\/)(\d{15})\.checkpoint$/;

/**
 * Heads in a bucket with S3 Object Lock: `<prefix><tree size, 15 digits>.checkpoint` is the note, as `pli verify --checkpoint` reads
 * it, and the same name with `.tsr` its timestamp, as `openssl ts` reads it. Each is locked in mode COMPLIANCE, which no key of
 * the account can shorten; who has the keys can only put further versions beside it, and all versions are listed.
 */
export function createS3HeadArchive(settings: Settings, clock: Clock): HeadArchive {
  const endpoint = settings.endpoint ?? `https://s3.${settings.region}.amazonaws.com`;
  const client = new S3Client({
    endpoint,
    region: settings.region,
    credentials: { accessKeyId: settings.accessKeyId, secretAccessKey: settings.secretAccessKey },
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000 },
  });
  const at = { client, settings, clock };
  let isLocking = false;
  return {
    name: `${endpoint.replace(/\/+$/, '')}/${settings.bucket}/${settings.prefix}`,
    async keep({ treeSize, note, timestamp }) {
      if (!isLocking) await assertLocking(at);
      isLocking = true;
      const name = `${settings.prefix}${String(treeSize).padStart(sizeDigits, '0')}.checkpoint`;
      // The note last: where it stands, its timestamp stands.
      await put(at, `${name}.tsr`, timestamp, 'application/timestamp-reply');
      await put(at, name, Buffer.from(note), 'text/plain; charset=utf-8');
    },
    list: () => notes(at),
  };
}

/** @throws ArchiveRefused */
async function assertLocking({ client, settings: { bucket } }: At): Promise<void> {
  try {
    const { ObjectLockConfiguration } = await client.send(
      new GetObjectLockConfigurationCommand({ Bucket: bucket }),
    );
    if (ObjectLockConfiguration?.ObjectLockEnabled === 'Enabled') return;
  } catch (cause) {
    const name = cause instanceof Error ? cause.name : '';
    if (name === 'NoSuchBucket')
      throw new ArchiveRefused(
        `There is no bucket ${bucket} (PLI_WITNESS_BUCKET): make it, with Object Lock.`,
        {
          cause,
        },
      );
    if (name !== 'ObjectLockConfigurationNotFoundError') throw cause;
  }
  throw new ArchiveRefused(
    `The bucket ${bucket} (PLI_WITNESS_BUCKET) has no Object Lock: whoever has its keys could change what it keeps. Make a new bucket with Object Lock enabled.`,
  );
}

async function put(at: At, key: string, body: Uint8Array, mediaType: string): Promise<void> {
  const { client, settings, clock } = at;
  const { bucket, retentionDays } = settings;
  const md5 = createHash('md5').update(body).digest();
  for await (const versions of versionsOf(at, key)) {
    for (const { Key, ETag, VersionId } of versions)
      if (Key === key && md5Of(ETag) === md5.toString('hex') && (await isLocked(at, key, VersionId))) return;
  }
  const { VersionId } = await client.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: body,
      ContentType: mediaType,
      // What S3 asks for with Object Lock, and every store checks; the other where it is known.
      ContentMD5: md5.toString('base64'),
      ChecksumSHA256: createHash('sha256').update(body).digest('base64'),
      ObjectLockMode: 'COMPLIANCE',
      ObjectLockRetainUntilDate: new Date(clock.now().getTime() + retentionDays * dayMilliseconds),
    }),
  );
  if (!(await isLocked(at, key, VersionId)))
    throw new ArchiveRefused(
      `The bucket ${bucket} (PLI_WITNESS_BUCKET) took ${key} and did not lock it: this store does not keep what Object Lock promises.`,
    );
}

async function isLocked(
  { client, settings, clock }: At,
  key: string,
  version: string | undefined,
): Promise<boolean> {
  if (version === undefined) return false;
  const { ObjectLockMode, ObjectLockRetainUntilDate } = await client.send(
    new HeadObjectCommand({ Bucket: settings.bucket, Key: key, VersionId: version }),
  );
  return ObjectLockMode === 'COMPLIANCE' && (ObjectLockRetainUntilDate ?? new Date(0)) > clock.now();
}

async function* notes(at: At): AsyncGenerator<KeptNote[]> {
  for await (const versions of versionsOf(at, at.settings.prefix)) {
    const kept = versions.flatMap(({ Key = '', ETag, VersionId, Size = 0 }) => {
      const digits = noteName.exec(Key.slice(at.settings.prefix.length))?.[1];
      if (digits === undefined || Size > noteBytesMax) return [];
      const read = () => readText(at, Key, VersionId);
      return [{ treeSize: Number(digits), md5: md5Of(ETag), read }];
    });
    if (kept.length > 0) yield kept;
  }
}

async function* versionsOf({ client, settings }: At, prefix: string): AsyncGenerator<ObjectVersion[]> {
  let marker: { KeyMarker?: string; VersionIdMarker?: string } = {};
  for (;;) {
    const page = await client.send(
      new ListObjectVersionsCommand({ Bucket: settings.bucket, Prefix: prefix, ...marker }),
    );
    yield page.Versions ?? [];
    if (!page.IsTruncated || page.NextKeyMarker === undefined) return;
    marker = {
      KeyMarker: page.NextKeyMarker,
      ...(page.NextVersionIdMarker === undefined ? {} : { VersionIdMarker: page.NextVersionIdMarker }),
    };
  }
}

async function readText({ client, settings }: At, key: string, version: string | undefined): Promise<string> {
  const where = { Bucket: settings.bucket, Key: key };
  const { Body } = await client.send(
    new GetObjectCommand(version === undefined ? where : { ...where, VersionId: version }),
  );
  return (await Body?.transformToString('utf-8')) ?? '';
}

/** An ETag that is an MD5; others (encrypted by a key service, or in parts) are none. */
function md5Of(etag: string | undefined): string | null {
  return /^"?([0-9a-f]{32})"?$/.exec(etag ?? '')?.[1] ?? null;
}
