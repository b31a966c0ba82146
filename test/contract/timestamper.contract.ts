import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Timestamper } from '../../lib/ports/timestamper';
import { verifyTimestampResponse } from '../../lib/timestamp/verify-timestamp-response';
import { opensslTimestampVerify } from '../support/outside-verifiers';

/** What every adapter of `lib/ports/timestamper.ts` guarantees. */
export function timestamperContract(name: string, adapter: () => Timestamper): void {
  describe(`${name} as a timestamper`, () => {
    it('stamps a digest now, verifiably for us and for openssl', async () => {
      const data = randomBytes(300);
      const sha256 = createHash('sha256').update(data).digest();
      const before = Date.now();
      const { response, time } = await adapter().stamp(sha256);
      expect(time.getTime()).toBeGreaterThanOrEqual(Math.floor(before / 1000) * 1000);
      expect(time.getTime()).toBeLessThanOrEqual(Date.now());
      const rootsPem = await adapter().roots();
      expect((await verifyTimestampResponse(response, { sha256, rootsPem })).time).toEqual(time);
      expect(opensslTimestampVerify(data, response, rootsPem)).toMatchObject({ ok: true });
      expect(opensslTimestampVerify(randomBytes(300), response, rootsPem)).toMatchObject({ ok: false });
    });

    it('stamps many at once, each with its own token', async () => {
      const digests = Array.from({ length: 8 }, () => randomBytes(32));
      const stamps = await Promise.all(digests.map((digest) => adapter().stamp(digest)));
      const rootsPem = await adapter().roots();
      const verified = await Promise.all(
        stamps.map(({ response }, index) =>
          verifyTimestampResponse(response, { sha256: digests[index] ?? new Uint8Array(), rootsPem }),
        ),
      );
      expect(new Set(verified.map(({ serial }) => serial)).size).toBe(8);
    });

    it('refuses what is no SHA-256', async () => {
      await expect(adapter().stamp(randomBytes(20))).rejects.toThrow(RangeError);
    });
  });
}
