import { createHash, createHmac } from 'node:crypto';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { paddedCount } from '../../lib/audit-format/commitments';
import { buildLeaf, discloseFields, discloseNumber, type LeafSource } from '../../lib/audit-format/leaf';
import { nodeHashing } from '../../lib/transparency-log/node-hashing';

const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const orNull = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null });
const person = orNull(fc.record({ id: orNull(fc.uuid()), address: orNull(text) }));
const source: fc.Arbitrary<LeafSource> = fc.record({
  id: fc.bigInt(1n, 2n ** 62n).map(String),
  at: fc
    .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  event: text,
  actorKind: fc.constantFrom('user', 'guest', 'anonymous', 'system'),
  envelope: orNull(fc.uuid()),
  salt: fc.uint8Array({ minLength: 32, maxLength: 32 }),
  fields: fc.record({
    actor: person,
    recipient: person,
    client: orNull(fc.record({ address: orNull(text), agent: orNull(text) })),
    detail: fc.dictionary(text, fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null))),
  }),
});
const numbers = fc.uniqueArray(fc.record({ number: fc.integer({ min: 1 }), organisation: fc.uuid() }), {
  selector: (one) => one.organisation,
  maxLength: 20,
});
const hmac = (key: Uint8Array, message: string) => createHmac('sha256', key).update(message).digest();
const sha = (...parts: (Uint8Array | string)[]) =>
  parts
    .reduce<ReturnType<typeof createHash>>((hash, part) => hash.update(part), createHash('sha256'))
    .digest('hex');

describe('the leaf of an entry', () => {
  test('is written in the canonical form (RFC 8785), whatever stands in it', () => {
    fc.assert(
      fc.property(source, numbers, (entry, given) => {
        const { leaf, text: written } = buildLeaf(nodeHashing, entry, given);
        expect(written).toBe(canonicalize(leaf));
      }),
    );
  });

  test('commits to each field and each number exactly as docs/audit-log.md, section 1, says', () => {
    fc.assert(
      fc.property(source, numbers, (entry, given) => {
        const { leaf } = buildLeaf(nodeHashing, entry, given);
        const disclosed = discloseFields(nodeHashing, entry);
        for (const field of ['actor', 'recipient', 'client', 'detail'] as const) {
          const salt = hmac(entry.salt, `pli-audit-1 ${field}`);
          expect(leaf.commitments[field]).toBe(sha(salt, canonicalize(entry.fields[field]) ?? ''));
          expect(disclosed[field]).toEqual({ salt: salt.toString('hex'), value: entry.fields[field] });
        }
        expect(leaf.numbers).toHaveLength(paddedCount(given.length));
        expect(leaf.numbers).toEqual([...leaf.numbers].sort());
        for (const one of given) {
          const { salt } = discloseNumber(nodeHashing, entry.salt, one);
          expect(salt).toBe(hmac(entry.salt, `pli-audit-1 number ${one.organisation}`).toString('hex'));
          const json = canonicalize({ number: one.number, organisation: one.organisation }) ?? '';
          expect(leaf.numbers).toContain(sha(Buffer.from(salt, 'hex'), json));
        }
        for (let i = 0; i < paddedCount(given.length) - given.length; i++)
          expect(leaf.numbers).toContain(hmac(entry.salt, `pli-audit-1 padding ${i}`).toString('hex'));
      }),
    );
  });

  test('hides how many organisations are concerned, up to four, sixteen, sixty-four', () => {
    expect([0, 1, 4, 5, 16, 17, 64, 65].map(paddedCount)).toEqual([4, 4, 4, 16, 16, 64, 64, 256]);
  });
});
