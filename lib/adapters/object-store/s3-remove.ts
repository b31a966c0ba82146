import {
  DeleteObjectsCommand,
  GetObjectRetentionCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { AppError } from '../../errors';
import type { Logger } from '../../log';
import { statusOf } from '../s3/s3-error';

/** S3's own bound for one DeleteObjects. */
const removeBatchMax = 1_000;

type Version = { Key: string; VersionId?: string };

/**
 * Removes objects with all their versions and delete markers, so that nothing of them comes back. What an object lock keeps stays.
 * Where the store does not let us see versions, only what is current goes, which is said in the log.
 * @param names below `prefix`
 * @returns until when the longest of the locks lasts; null where nothing is left
 */
export async function removeForGood(
  client: S3Client,
  bucket: string,
  prefix: string,
  names: ReadonlySet<string>,
  log: Logger,
): Promise<{ lockedUntil: Date | null }> {
  const versions =
    (await versionsOf(client, bucket, prefix, names, log)) ??
    [...names].map((name): Version => ({ Key: prefix + name }));
  const locks: number[] = [];
  for (let start = 0; start < versions.length; start += removeBatchMax) {
    const batch = versions.slice(start, start + removeBatchMax);
    for (const version of await refusedOf(client, bucket, batch))
      locks.push((await lockOf(client, bucket, version)).getTime());
  }
  return { lockedUntil: locks.length > 0 ? new Date(Math.max(...locks)) : null };
}

async function versionsOf(
  client: S3Client,
  bucket: string,
  prefix: string,
  names: ReadonlySet<string>,
  log: Logger,
): Promise<Version[] | null> {
  const found: Version[] = [];
  let marker: { KeyMarker?: string; VersionIdMarker?: string } | null = {};
  while (marker) {
    try {
      const page: ListObjectVersionsCommandOutput = await client.send(
        new ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix, ...marker }),
      );
      for (const { Key = '', VersionId } of [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])])
        if (names.has(Key.slice(prefix.length))) found.push({ Key, ...(VersionId && { VersionId }) });
      marker = page.IsTruncated
        ? {
            ...(page.NextKeyMarker && { KeyMarker: page.NextKeyMarker }),
            ...(page.NextVersionIdMarker && { VersionIdMarker: page.NextVersionIdMarker }),
          }
        : null;
    } catch (error) {
      if (![403, 405, 501].includes(statusOf(error) ?? 0)) throw error;
      log.warn({ err: error, bucket }, 'the store does not show versions: where it keeps any, they stay');
      return null;
    }
  }
  return found;
}

/** Deletes a batch, and gives those that the store would not let go. @throws AppError for any other failure */
async function refusedOf(client: S3Client, bucket: string, batch: readonly Version[]): Promise<Version[]> {
  const { Errors = [] } = await client.send(
    new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: [...batch], Quiet: true } }),
  );
  const failed = Errors.filter(({ Code }) => Code !== 'NoSuchKey' && Code !== 'NoSuchVersion');
  const other = failed.find(({ Code }) => Code !== 'AccessDenied');
  if (other) throw new AppError('storage-unavailable', { cause: new Error(`DeleteObjects: ${other.Code}`) });
  return failed.map(({ Key = '', VersionId }) => ({ Key, ...(VersionId && { VersionId }) }));
}

/** @throws AppError where it is no lock that kept it */
async function lockOf(client: S3Client, bucket: string, version: Version): Promise<Date> {
  const refused = (cause: unknown) => new AppError('storage-unavailable', { cause });
  const { Retention } = await client
    .send(new GetObjectRetentionCommand({ Bucket: bucket, ...version }))
    .catch((cause: unknown) => {
      throw refused(cause);
    });
  if (!Retention?.RetainUntilDate) throw refused(new Error('DeleteObjects: AccessDenied without a lock'));
  return Retention.RetainUntilDate;
}
