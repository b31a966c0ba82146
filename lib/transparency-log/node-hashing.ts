import { createHash, createHmac } from 'node:crypto';
import type { Hashing } from '../audit-format/commitments';

/** SHA-256 and HMAC of Node, synchronous. */
export const nodeHashing: Hashing = {
  sha256Hex: (prefix, text) => createHash('sha256').update(prefix).update(text).digest('hex'),
  hmac: (key, text) => createHmac('sha256', key).update(text).digest(),
};
