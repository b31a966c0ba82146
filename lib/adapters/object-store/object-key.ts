import { AppError } from '../../errors';
import type { ObjectHome, ObjectKey } from '../../ports/object-store';

const uuidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const sha256Pattern = /^[0-9a-f]{64}$/;

/** A home as adapters name it: which kind, and whose. */
export type CheckedHome = { kind: 'envelope' | 'part'; id: string };

/**
 * Refuses whatever is not a lower-case UUID, before it becomes a path or an S3 key.
 * @throws AppError `bad-request`
 */
export function checkedHome(home: ObjectHome): CheckedHome {
  const checked: CheckedHome =
    'partId' in home ? { kind: 'part', id: home.partId } : { kind: 'envelope', id: home.envelopeId };
  if (!uuidPattern.test(checked.id)) throw new AppError('bad-request');
  return checked;
}

/** Whether a name can be that of a stored object: the lower-case hex of a SHA-256. */
export function isSha256Hex(name: string): boolean {
  return sha256Pattern.test(name);
}

/**
 * Refuses whatever is not a UUID and a SHA-256 in lower-case hex.
 * @throws AppError `bad-request`
 */
export function checkedObjectKey(key: ObjectKey): CheckedHome & { sha256: string } {
  if (!isSha256Hex(key.sha256)) throw new AppError('bad-request');
  return { ...checkedHome(key), sha256: key.sha256 };
}
