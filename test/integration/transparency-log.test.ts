import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { appendEntry } from '../../lib/audit/trail/append-entry';
import { buildLeaf } from '../../lib/audit-format/leaf';
import { verifyTimestampResponse } from '../../lib/timestamp/verify-timestamp-response';
import { openCheckpoint } from '../../lib/transparency-log/checkpoint';
import { entryLine } from '../../lib/transparency-log/entry-line';
import { integrateEntries } from '../../lib/transparency-log/integrate-entries';
import { interleaveSubtrees } from '../../lib/transparency-log/interleave-subtrees';
import { hashLeaf, hashPair } from '../../lib/transparency-log/merkle';
import { nodeHashing } from '../../lib/transparency-log/node-hashing';
import { consistencyProof, inclusionProof, inclusionProofs } from '../../lib/transparency-log/prove';
import { readCheckpoint } from '../../lib/transparency-log/read-checkpoint';
import { readLoggedEntries } from '../../lib/transparency-log/read-logged-entries';
import { timestampedCheckpoint } from '../../lib/transparency-log/timestamped-checkpoint';
import { withTestDatabase } from '../support/database';
import { rootFromConsistency, rootFromInclusion, rootOfLeaves } from '../support/reference-merkle';
import { addOrganisation, withTestServices } from '../support/sealed-world';

describe('the log over the audit trail', () => {
  const database = withTestDatabase();
  const made = withTestServices(database);
  const organisations: string[] = [];
  beforeAll(async () => {
    for (const name of ['CHU', 'Cabinet', 'Laboratoire'])
      organisations.push((await addOrganisation(made.services, name)).id);
  });

  const append = (n: number) =>
    database.db.$transaction((tx) =>
      appendEntry(tx, {
        event: 'SignedIn',
        actor: { kind: 'system' },
        actorAddress: `personne.${n}@chu.example`,
        client: { address: '192.0.2.1', agent: 'test' },
        organisationIds: organisations.filter((_, i) => i === 0 || n % (i + 1) === 0),
        detail: { n, text: 'é', none: null },
      }),
    );
  const leafHashes = async () =>
    (await database.db.logLeaf.findMany({ orderBy: { index: 'asc' } })).map((leaf) => leaf.leafHash);

  test('integrates every committed entry once, in order, under a signed and time-stamped head', async () => {
    for (let n = 0; n < 600; n += 50) await Promise.all(Array.from({ length: 50 }, (_, i) => append(n + i)));
    const checkpoint = await timestampedCheckpoint(made.services);
    const entries = await database.db.auditEntry.findMany({ orderBy: { id: 'asc' } });
    const leaves = await database.db.logLeaf.findMany({ orderBy: { index: 'asc' } });
    expect(leaves.map((leaf) => leaf.entryId)).toEqual(entries.map((entry) => entry.id));
    expect(leaves.map((leaf) => Number(leaf.index))).toEqual(entries.map((_, i) => i));
    expect(await database.db.auditUnsequenced.count()).toBe(0);
    expect(checkpoint.treeSize).toBe(entries.length);
    expect(Buffer.from(checkpoint.rootHash)).toEqual(rootOfLeaves(leaves.map((leaf) => leaf.leafHash)));
    expect(openCheckpoint(made.services.keys.log, checkpoint.note)).toMatchObject({
      treeSize: entries.length,
      rootHash: Buffer.from(checkpoint.rootHash),
    });
    const { time } = await verifyTimestampResponse(checkpoint.timestamp?.response ?? new Uint8Array(), {
      sha256: createHash('sha256').update(checkpoint.note).digest(),
      rootsPem: await made.services.timestamper.roots(),
    });
    expect(time).toEqual(checkpoint.timestamp?.time);
  });

  test('counts the entries of each organisation from 1, without holes, in the order of the log', async () => {
    for (const organisationId of organisations) {
      const numbers = await database.db.logNumber.findMany({
        where: { organisationId },
        orderBy: { number: 'asc' },
      });
      const seen = await database.db.auditVisibility.count({ where: { organisationId } });
      expect(numbers.map((row) => Number(row.number))).toEqual(Array.from({ length: seen }, (_, i) => i + 1));
      const indexes = numbers.map((row) => Number(row.leafIndex));
      expect(indexes).toEqual(indexes.toSorted((a, b) => a - b));
    }
  });

  test('proves every entry, and every growth, from its stored tiles', async () => {
    const { treeSize, rootHash } = (await readCheckpoint(database.db)) ?? {
      treeSize: 0,
      rootHash: Buffer.of(),
    };
    const hashes = await leafHashes();
    for (const index of [0, 1, 255, 256, 257, 511, 512, treeSize - 1]) {
      const proof = await inclusionProof(database.db, index, treeSize);
      expect(rootFromInclusion(index, treeSize, hashes[index] ?? Buffer.of(), proof)).toEqual(
        Buffer.from(rootHash),
      );
    }
    for (const from of [1, 2, 255, 256, 300, 512, treeSize - 1, treeSize]) {
      const proof = await consistencyProof(database.db, from, treeSize);
      const roots = rootFromConsistency(from, treeSize, rootOfLeaves(hashes.slice(0, from)), proof);
      expect(roots).toEqual(Buffer.from(rootHash));
    }
    // a tree that has grown on since
    const proof = await inclusionProof(database.db, 17, 300);
    expect(rootFromInclusion(17, 300, hashes[17] ?? Buffer.of(), proof)).toEqual(
      rootOfLeaves(hashes.slice(0, 300)),
    );
    await expect(inclusionProof(database.db, 0, treeSize + 1)).rejects.toThrow(RangeError);
  });

  test('proves many entries with as many queries as tiles ask for, not one more an entry', async () => {
    const { treeSize } = (await readCheckpoint(database.db)) ?? { treeSize: 0 };
    const indexes = Array.from({ length: treeSize }, (_, index) => index);
    let queries = 0;
    const counting = {
      $queryRaw: ((...query: Parameters<typeof database.db.$queryRaw>) => {
        queries++;
        return database.db.$queryRaw(...query);
      }) as typeof database.db.$queryRaw,
    };
    const proofs = await inclusionProofs(counting, indexes, treeSize);
    expect(queries).toBeLessThan(5);
    for (const index of [0, 17, 256, treeSize - 1])
      expect(proofs[index]).toEqual(await inclusionProof(database.db, index, treeSize));
    expect(await inclusionProofs(database.db, [], treeSize)).toEqual([]);
  });

  test('covers what is not shown with subtrees: folded with the shown entries they give the root', async () => {
    const { treeSize, rootHash } = (await readCheckpoint(database.db)) ?? {
      treeSize: 0,
      rootHash: Buffer.of(),
    };
    for (const shown of [[], [0], [3, 4, 9, 255, 256, 400], Array.from({ length: treeSize }, (_, i) => i)]) {
      const batches = (async function* () {
        for (let i = 0; i < shown.length; i += 2)
          yield await readLoggedEntries(database.db, { indexes: shown.slice(i, i + 2) });
      })();
      const stack: { size: number; hash: Uint8Array }[] = [];
      const seen: number[] = [];
      const push = (size: number, hash: Uint8Array) => {
        stack.push({ size, hash });
        for (;;) {
          const [left, right] = stack.slice(-2);
          if (!left || !right || left.size !== right.size) break;
          stack.splice(-2, 2, { size: left.size * 2, hash: hashPair(left.hash, right.hash) });
        }
      };
      for await (const lines of interleaveSubtrees(database.db, treeSize, batches))
        for (const line of lines) {
          if ('subtree' in line) push(line.subtree.size, Buffer.from(line.subtree.hash, 'base64'));
          else {
            seen.push(line.index);
            push(1, hashLeaf(buildLeaf(nodeHashing, line.source, line.numbers).text));
          }
        }
      expect(seen).toEqual(shown);
      const root = stack.map((one) => one.hash).reduceRight((right, left) => hashPair(left, right));
      expect(root).toEqual(Buffer.from(rootHash));
    }
  });

  test('a line shows the fields asked for and the number of the organisation that asks, and no other', async () => {
    const [entry] = await readLoggedEntries(database.db, { indexes: [0] });
    if (!entry) throw new Error('no entry');
    const line = entryLine(entry, { organisation: organisations[0] ?? '', fields: ['detail'] });
    expect(Object.keys(line.fields)).toEqual(['detail']);
    expect(line.number).toMatchObject({ number: 1, organisation: organisations[0] });
    expect(entryLine(entry, { fields: [] }).number).toBeUndefined();
    expect(JSON.stringify(line)).not.toContain('personne.');
  });

  test('refuses to go on from a head that its key has not signed', async () => {
    const other = { ...made.services.keys, log: { ...made.services.keys.log, name: 'other/log' } };
    await append(1);
    await expect(integrateEntries({ ...made.services, keys: other })).rejects.toThrow('not signed by');
    expect(await integrateEntries(made.services)).toEqual({ entries: 1, more: false });
  });
});
