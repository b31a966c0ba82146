import { describe, expect, test } from 'vitest';
import type { CopyStore, StoredCopy } from '../../../lib/browser/local-copies/copy-store';
import { copyDaysMax, LocalCopies } from '../../../lib/browser/local-copies/local-copies';
import { NetworkLost } from '../../../lib/transfer/api-client';

const day = 86_400_000;
const letter = 'La biopsie est négative.';
const keyOf = (person: string) => new Uint8Array(32).fill(person.charCodeAt(0));

/** One machine: what lies on its disk stays, whoever sits at it. */
function machine() {
  const rows = new Map<string, StoredCopy>();
  const place = ({ owner, draftId, writer }: Pick<StoredCopy, 'owner' | 'draftId' | 'writer'>) =>
    [owner, draftId, writer].join();
  const store: CopyStore = {
    put: async (copy) => void rows.set(place(copy), structuredClone(copy)),
    remove: async (copy) => void rows.delete(place(copy)),
    of: async (owner) => [...rows.values()].filter((row) => row.owner === owner),
    removeBefore: async (savedAt) => {
      for (const [key, row] of rows) if (row.savedAt < savedAt) rows.delete(key);
    },
  };
  const world = { now: 100 * day, alive: new Set<string>(), serverAway: false, keepsNothing: false };
  const sitsDown = (person: string) =>
    new LocalCopies({
      fetchKey: async () => {
        if (world.serverAway) throw new NetworkLost();
        return keyOf(person);
      },
      openStore: async () => {
        if (world.keepsNothing) throw new DOMException('private', 'InvalidStateError');
        return store;
      },
      now: () => world.now,
      isAlive: async (writer) => world.alive.has(writer),
    });
  return { rows, world, sitsDown };
}

describe('a copy of what is not stored', () => {
  test('is found by the same person in another session, the newest first, and gone when it is forgotten', async () => {
    const { rows, world, sitsDown } = machine();
    const before = sitsDown('marie');
    expect(await before.keep('a', 'tab 1', 'first')).toBe(true);
    await before.keep('a', 'tab 1', letter);
    world.now += 1_000;
    await before.keep('b', 'tab 2', 'other');
    const after = sitsDown('marie');
    expect((await after.find()).map(({ draftId, text }) => [draftId, text])).toEqual([
      ['b', 'other'],
      ['a', letter],
    ]);
    expect((await after.find('a')).map(({ text, savedAt }) => [text, savedAt.getTime()])).toEqual([
      [letter, 100 * day],
    ]);
    await after.forget('a', 'tab 1');
    expect(await after.find('a')).toEqual([]);
    expect(rows.size).toBe(1);
  });

  test('can neither be found nor opened by another person, and says nothing on the disk', async () => {
    const { rows, sitsDown } = machine();
    await sitsDown('marie').keep('a', 'tab', letter);
    const paul = sitsDown('paul');
    expect(await paul.find()).toEqual([]);
    await paul.keep('a', 'his', 'p');
    const [hers, his] = [...rows.values()];
    if (!hers || !his) throw new Error('not kept');
    const onDisk = Buffer.from(hers.sealed.ciphertext).toString('latin1') + JSON.stringify(hers);
    for (const word of ['biopsie', 'marie']) expect(onDisk).not.toContain(word);
    // Filed under his name, or under another draft of hers, it is no letter: it goes.
    rows.set('moved', { ...hers, owner: his.owner });
    expect((await paul.find()).map(({ text }) => text)).toEqual(['p']);
    rows.set('moved', { ...hers, draftId: 'b' });
    expect(await sitsDown('marie').find('b')).toEqual([]);
  });

  test('of a tab that is still there is not offered by another', async () => {
    const { world, sitsDown } = machine();
    world.alive.add('tab');
    await sitsDown('marie').keep('a', 'tab', letter);
    const other = sitsDown('marie');
    expect(await other.find('a')).toEqual([]);
    world.alive.clear();
    expect(await other.find('a')).toHaveLength(1);
  });

  test('is deleted after seven days, whoever sits down then', async () => {
    const { rows, world, sitsDown } = machine();
    await sitsDown('marie').keep('a', 'tab', letter);
    world.now += copyDaysMax * day;
    await sitsDown('paul').find();
    expect(rows.size).toBe(1);
    world.now += 1;
    await sitsDown('paul').find();
    expect(rows.size).toBe(0);
  });

  test('is not claimed where a browser keeps nothing, and nothing fails', async () => {
    const { world, sitsDown } = machine();
    world.keepsNothing = true;
    const copies = sitsDown('marie');
    expect(await copies.keep('a', 'tab', letter)).toBe(false);
    expect(await copies.find()).toEqual([]);
    await copies.forget('a', 'tab');
  });

  test('is kept as soon as the server has given the key, and what is forgotten does not come back', async () => {
    const { world, sitsDown } = machine();
    world.serverAway = true;
    const copies = sitsDown('marie');
    expect(await copies.keep('a', 'tab', letter)).toBe(false);
    world.serverAway = false;
    const [kept] = await Promise.all([copies.keep('a', 'tab', letter), copies.forget('a', 'tab')]);
    expect(kept).toBe(true);
    expect(await copies.find()).toEqual([]);
  });
});
