import { createHash, createHmac, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { nodeHashing } from '../../../lib/transparency-log/node-hashing';

test("one-shot hashes are Node's own SHA-256 and HMAC, for keys and texts of any length", () => {
  for (const keyBytes of [0, 1, 31, 32, 33, 63, 64, 65, 200]) {
    for (const text of ['', 'pli-audit-1 actor', 'é\u2028😀', 'x'.repeat(10_000)]) {
      const key = randomBytes(keyBytes);
      const hmac = createHmac('sha256', key).update(text).digest('hex');
      expect(Buffer.from(nodeHashing.hmac(key, text)).toString('hex')).toBe(hmac);
      expect(nodeHashing.sha256Hex(key, text)).toBe(
        createHash('sha256').update(key).update(text).digest('hex'),
      );
    }
  }
});
