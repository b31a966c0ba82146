import { AppError } from '../../errors';
import type { ObjectKey } from '../../ports/object-store';

const uuidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const sha256Pattern = /^[0-9a-f]{64}$/;

/**
 * Refuses whatever is not a lower-case UUID, before it becomes a path or an S3 key.
 * @throws AppError `bad-request`
 */
export function checkedEnvelopeId(envelopeId: string): string {
  if (!uuidPattern.test(envelopeId)) throw new AppError('bad-request');
  return envelopeId;
}

/** Whether a name can be that of a stored object: the lower-case hex of a SHA-256. */
export function isSha256Hex(name: string): boolean {
  return sha256Pattern.test(name);
}

/**
 * Refuses whatever is not a UUID and a SHA-256 in lower-case hex.
 * @throws AppError `bad-request`
 */
export function checkedObjectKey(key: ObjectKey): ObjectKey {
  if (!isSha256Hex(key.sha256)) throw new AppError('bad-request');
  checkedEnvelopeId(key.envelopeId);
  return key;
}
