import { AppError } from '../../errors';

const fullNames = new Set([
  'QuotaExceeded',
  'InsufficientCapacity',
  'InsufficientStorage',
  'XMinioStorageFull',
]);
const absentNames = new Set(['NoSuchKey', 'NotFound']);

/** Runs a call to S3 and gives every failure the name the port promises. */
export async function orS3Error<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    throw s3Error(cause);
  }
}

/** What a failure of the S3 client, or of the network on the way to it, means to the callers of the port. */
export function s3Error(cause: unknown): unknown {
  if (cause instanceof AppError) return cause;
  const name = cause instanceof Error ? cause.name : '';
  if (absentNames.has(name)) return new AppError('not-found', { cause });
  return new AppError(
    fullNames.has(name) || statusOf(cause) === 507 ? 'storage-full' : 'storage-unavailable',
    { cause },
  );
}

/** HTTP status of a failed call, where there was an answer at all. */
export function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return undefined;
  const metadata = error.$metadata;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}
