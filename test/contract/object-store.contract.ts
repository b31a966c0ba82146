import { randomBytes, randomUUID } from 'node:crypto';
import http from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../lib/errors';
import type { ObjectKey, ObjectStore, SignedRequest } from '../../lib/ports/object-store';
import {
  createTestClock,
  flipped,
  inPieces,
  keyOf,
  readAll,
  type StoreUnderTest,
  sha256Of,
  signedForSomebody,
  type TestClock,
} from './store-under-test';

/** Runs every guarantee of lib/ports/object-store.ts against one adapter. */
export function objectStoreContract(
  name: string,
  start: (clock: TestClock) => Promise<StoreUnderTest>,
): void {
  describe(`object store: ${name}`, () => {
    const clock = createTestClock();
    let under: StoreUnderTest;
    let store: ObjectStore;
    beforeAll(async () => {
      under = await start(clock);
      store = under.store;
    });
    afterAll(() => under.stop());

    const send = (signed: SignedRequest, body?: Uint8Array<ArrayBuffer>, url = signed.url) =>
      fetch(new URL(url, under.origin), {
        method: signed.method,
        headers: { ...signed.headers },
        ...(body ? { body } : {}),
      });
    const putStatus = async (signed: SignedRequest, body: Uint8Array<ArrayBuffer>, url?: string) => {
      const answer = await send(signed, body, url);
      await answer.arrayBuffer();
      return answer.status;
    };
    /** What a store signed so many seconds ago. */
    const signedBefore = async (seconds: number, sign: () => Promise<SignedRequest>) => {
      clock.offsetMilliseconds = -seconds * 1_000;
      try {
        return await sign();
      } finally {
        clock.offsetMilliseconds = 0;
      }
    };
    const isAbsent = async (key: ObjectKey) => !(await store.list(key)).has(key.sha256);

    it('answers that it is ready', async () => {
      expect(await store.ready()).toEqual({ ok: true });
    });

    it('keeps what a signed PUT brought and gives it back, byte for byte', async () => {
      const bytes = randomBytes(3_000_001);
      const key = keyOf(bytes);
      expect(await putStatus(await store.signPut(key, bytes.length, signedForSomebody), bytes)).toBe(200);
      const answer = await send(await store.signGet(key, signedForSomebody));
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-length')).toBe(String(bytes.length));
      expect(answer.headers.get('content-type')).toBe('application/octet-stream');
      expect(answer.headers.get('content-disposition')).toBe('attachment');
      expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
      expect(await store.list(key)).toEqual(new Map([[key.sha256, bytes.length]]));
    });

    it('takes the server side’s stream and gives it back as a stream with its size', async () => {
      const bytes = randomBytes(2_500_000);
      const key = keyOf(bytes);
      await store.put(key, bytes.length, inPieces(bytes));
      const found = await store.get(key);
      expect(found.bytes).toBe(bytes.length);
      expect((await readAll(found.body)).equals(bytes)).toBe(true);
    });

    it('keeps an object of one byte', async () => {
      const bytes = randomBytes(1);
      const key = keyOf(bytes);
      expect(await putStatus(await store.signPut(key, 1, signedForSomebody), bytes)).toBe(200);
      expect(await store.list(key)).toEqual(new Map([[key.sha256, 1]]));
    });

    it('takes a repeated PUT, one after the other and at once', async () => {
      const bytes = randomBytes(200_000);
      const key = keyOf(bytes);
      const signed = await store.signPut(key, bytes.length, signedForSomebody);
      expect(await putStatus(signed, bytes)).toBe(200);
      expect(await putStatus(signed, bytes)).toBe(200);
      const other = keyOf(bytes);
      const again = await store.signPut(other, bytes.length, signedForSomebody);
      expect(await Promise.all([1, 2, 3, 4].map(() => putStatus(again, bytes)))).toEqual([
        200, 200, 200, 200,
      ]);
      expect((await readAll((await store.get(other)).body)).equals(bytes)).toBe(true);
    });

    it('lists an envelope nothing was stored for as empty', async () => {
      expect((await store.list({ envelopeId: randomUUID() })).size).toBe(0);
    });

    it('lists and removes more than 1,000 objects, of that envelope only', async () => {
      const envelopeId = randomUUID();
      const neighbour = keyOf(
        randomBytes(9),
        `${envelopeId.slice(0, -1)}${envelopeId.endsWith('0') ? '1' : '0'}`,
      );
      const all = Array.from({ length: 1_005 }, (_, index) => Buffer.from(`object ${index}`));
      for (let at = 0; at < all.length; at += 30) {
        await Promise.all(
          all
            .slice(at, at + 30)
            .map((bytes) => store.put(keyOf(bytes, envelopeId), bytes.length, inPieces(bytes))),
        );
      }
      const nine = Buffer.from('neighbour');
      await store.put({ ...neighbour, sha256: sha256Of(nine) }, 9, inPieces(nine));
      const listed = await store.list({ envelopeId });
      expect(listed.size).toBe(1_005);
      expect(listed.get(sha256Of(all[7] ?? Buffer.alloc(0)))).toBe(8);
      await store.remove({ envelopeId }, [...listed.keys(), sha256Of(Buffer.from('never stored'))]);
      expect((await store.list({ envelopeId })).size).toBe(0);
      expect((await store.list(neighbour)).size).toBe(1);
    });

    it('keeps a part’s objects apart from those of an envelope of the same id', async () => {
      const bytes = randomBytes(1_000);
      const { envelopeId, sha256 } = keyOf(bytes);
      const part = { partId: envelopeId, sha256 };
      const signed = await store.signPut(part, bytes.length, signedForSomebody);
      expect(await putStatus(signed, bytes)).toBe(200);
      expect(await isAbsent({ envelopeId, sha256 })).toBe(true);
      expect(await store.list(part)).toEqual(new Map([[sha256, 1_000]]));
      expect((await send(await store.signGet({ envelopeId, sha256 }, signedForSomebody))).status).toBe(404);
      const answer = await send(await store.signGet(part, signedForSomebody));
      expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
      await store.remove(part, [sha256]);
      expect(await isAbsent(part)).toBe(true);
    });

    it('says not-found for an object that is not there, to the server and to a browser', async () => {
      const key = keyOf(randomBytes(5));
      await expect(store.get(key)).rejects.toMatchObject({ code: 'not-found' });
      expect((await send(await store.signGet(key, signedForSomebody))).status).toBe(404);
    });

    it('refuses keys that are none', async () => {
      const key = keyOf(randomBytes(5));
      for (const bad of [
        { ...key, sha256: `../${key.sha256.slice(3)}` },
        { ...key, sha256: key.sha256.toUpperCase() },
        { ...key, envelopeId: '..' },
        { partId: '..', sha256: key.sha256 },
        { ...key, envelopeId: `${key.envelopeId}/x` },
      ]) {
        await expect(store.signPut(bad, 5, signedForSomebody)).rejects.toBeInstanceOf(AppError);
        await expect(store.signGet(bad, signedForSomebody)).rejects.toBeInstanceOf(AppError);
      }
      await expect(store.list({ envelopeId: '../..' })).rejects.toBeInstanceOf(AppError);
    });

    describe(`what the ${name === 's3, direct' ? 'store itself' : 'application'} refuses of a PUT, keeping nothing`, () => {
      it('a flipped bit', async () => {
        const bytes = randomBytes(1_500_000);
        const key = keyOf(bytes);
        expect(
          await putStatus(await store.signPut(key, bytes.length, signedForSomebody), flipped(bytes)),
        ).toBe(400);
        expect(await isAbsent(key)).toBe(true);
      });

      it('a byte less, a byte more', async () => {
        const bytes = randomBytes(300_000);
        const key = keyOf(bytes);
        const signed = await store.signPut(key, bytes.length, signedForSomebody);
        for (const other of [bytes.subarray(1), Buffer.concat([bytes, Buffer.from('x')])]) {
          const status = await putStatus(signed, other);
          // the signature of a pre-signed PUT covers Content-Length, so a store calls it a wrong signature
          expect(status).toBe(under.refuses === 'store' ? 403 : 400);
        }
        expect(await isAbsent(key)).toBe(true);
      });

      it('other bytes of the same length after the right ones: what is stored stays', async () => {
        const bytes = randomBytes(50_000);
        const key = keyOf(bytes);
        const signed = await store.signPut(key, bytes.length, signedForSomebody);
        expect(await putStatus(signed, bytes)).toBe(200);
        expect(await putStatus(signed, flipped(bytes))).toBe(400);
        expect((await readAll((await store.get(key)).body)).equals(bytes)).toBe(true);
      });

      it('an expired URL and a forged one, in the same words', async () => {
        const bytes = randomBytes(1_000);
        const key = keyOf(bytes);
        clock.offsetMilliseconds = -86_400_000;
        const expired = await store.signPut(key, bytes.length, signedForSomebody);
        const expiredGet = await store.signGet(key, signedForSomebody);
        clock.offsetMilliseconds = 0;
        const signed = await store.signPut(key, bytes.length, signedForSomebody);
        // Another character in either spelling: a hexadecimal digit may be read as the same in capitals.
        const forged = signed.url.replace(/(.)$/, (last) => (last.toLowerCase() === 'b' ? 'c' : 'b'));
        const answers = [
          await send(expired, bytes),
          await send(signed, bytes, forged),
          await send(expiredGet),
        ];
        expect(answers.map(({ status }) => status)).toEqual([403, 403, 403]);
        if (under.refuses === 'application') {
          expect(new Set(await Promise.all(answers.map((answer) => answer.text()))).size).toBe(1);
        }
        expect(await isAbsent(key)).toBe(true);
      });

      it('a PUT 121 and a GET 61 seconds after the signing, and none a moment before', async () => {
        const bytes = randomBytes(1_000);
        const key = keyOf(bytes);
        const inTime = await signedBefore(115, () => store.signPut(key, bytes.length, signedForSomebody));
        const late = await signedBefore(122, () => store.signPut(key, bytes.length, signedForSomebody));
        const getInTime = await signedBefore(55, () => store.signGet(key, signedForSomebody));
        const lateGet = await signedBefore(62, () => store.signGet(key, signedForSomebody));
        expect(inTime).toMatchObject({ secondsValid: 120 });
        expect(getInTime).toMatchObject({ secondsValid: 60 });
        expect(await putStatus(late, bytes)).toBe(403);
        expect(await isAbsent(key)).toBe(true);
        expect(await putStatus(inTime, bytes)).toBe(200);
        expect((await send(lateGet)).status).toBe(403);
        expect((await send(getInTime)).status).toBe(200);
      });

      it('a URL signed for another key, another length, another method', async () => {
        const bytes = randomBytes(1_000);
        const key = keyOf(bytes);
        const other = keyOf(randomBytes(1_000));
        const signed = await store.signPut(key, bytes.length, signedForSomebody);
        const moved = signed.url.replace(key.envelopeId, other.envelopeId);
        expect(await putStatus(signed, bytes, moved)).toBe(403);
        const renamed = signed.url.replace(key.sha256, other.sha256);
        expect(await putStatus(signed, bytes, renamed)).toBe(403);
        const get = await store.signGet(key, signedForSomebody);
        expect(await putStatus({ ...signed, headers: get.headers }, bytes, get.url)).toBe(403);
        expect(await isAbsent(key)).toBe(true);
        expect(await isAbsent(other)).toBe(true);
      });

      it('nothing at all from a sender that leaves in the middle', async () => {
        const bytes = randomBytes(4_000_000);
        const key = keyOf(bytes);
        const signed = await store.signPut(key, bytes.length, signedForSomebody);
        await new Promise<void>((resolve) => {
          const request = http.request(new URL(signed.url, under.origin), {
            method: 'PUT',
            headers: { ...signed.headers, 'Content-Length': bytes.length },
          });
          request.on('error', () => resolve());
          request.write(bytes.subarray(0, 2_000_000), () => request.destroy());
          request.on('close', () => resolve());
        });
        // What arrived may still be on its way to being thrown away; it is never there.
        for (let looks = 0; looks < 5; looks++) {
          expect(await isAbsent(key)).toBe(true);
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
        expect(await putStatus(signed, bytes)).toBe(200);
      });
    });

    it('refuses the same of the server side, and passes on what the source of the bytes throws', async () => {
      const bytes = randomBytes(2_200_000);
      const key = keyOf(bytes);
      const refused = { code: 'bytes-refused' };
      await expect(store.put(key, bytes.length, inPieces(flipped(bytes)))).rejects.toMatchObject(refused);
      await expect(store.put(key, bytes.length, inPieces(bytes.subarray(1)))).rejects.toMatchObject(refused);
      await expect(store.put(key, bytes.length - 1, inPieces(bytes))).rejects.toMatchObject(refused);
      async function* cut() {
        yield bytes.subarray(0, 1_000_000);
        yield bytes.subarray(1_000_000, 2_000_000);
        throw new Error('the line went dead');
      }
      await expect(store.put(key, bytes.length, cut())).rejects.toThrow('the line went dead');
      expect(await isAbsent(key)).toBe(true);
    });
  });
}
