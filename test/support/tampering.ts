import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type ObjectClass, secretWords, withTamperedLetters } from './tampered-letters.ts';
import type { RunningPli } from './with-pli.ts';

/** Changes one byte sequence, to see whether the reader notices. */
type Bytewise = (bytes: Buffer) => Buffer;

const flipAt =
  (where: (length: number) => number): Bytewise =>
  (bytes) => {
    const at = where(bytes.length);
    bytes.writeUInt8(bytes.readUInt8(at) ^ 0x01, at);
    return bytes;
  };
const bytewise: readonly [string, Bytewise][] = [
  ['its first byte flipped', flipAt(() => 0)],
  ['its salt flipped', flipAt(() => 20)],
  ['a byte in the middle flipped', flipAt((length) => Math.floor(length / 2))],
  ['its last byte flipped', flipAt((length) => length - 1)],
  ['one byte cut off', (bytes) => bytes.subarray(0, -1)],
  ['all but its head cut off', (bytes) => bytes.subarray(0, 40)],
  ['emptied', () => Buffer.alloc(0)],
  ['one byte added', (bytes) => Buffer.concat([bytes, Buffer.from([0])])],
];

/** The objects of a letter, by what they hold. */
const objects: [ObjectClass, number][] = [
  ['manifest', 0],
  ['body', 0],
  ['attachment', 0],
  ['attachment', 1],
];

/**
 * Every way in which what lies in the vault may have been changed. `every`: each change of each object, else a part of the
 * changes for each, and all of them over all.
 */
export function describeTampering(running: RunningPli, { every }: { every: boolean }): void {
  const letters = withTamperedLetters(running);
  const { freshLetter, objectOf, openInBrowser } = letters;

  test('untouched, it is shown with its message and its files', async () => {
    expect(await openInBrowser(await freshLetter())).toBe('shown');
    await letters.page.frameLocator('iframe').locator('body', { hasText: secretWords }).waitFor();
  });

  describe.each(objects)('the stored object of the %s (segment %i)', (kind, nth) => {
    test('is refused with any change of its bytes, and accepted again without', async () => {
      const letter = await freshLetter();
      const file = await objectOf(letter, kind, nth);
      const original = readFileSync(file);
      const donated = readFileSync(await objectOf(letters.donor, kind, nth));
      const changes: [string, () => void][] = [
        ...bytewise.map(([change, of]): [string, () => void] => [
          change,
          () => writeFileSync(file, of(Buffer.from(original))),
        ]),
        ['taken away', () => rmSync(file)],
        ["another envelope's in its place", () => writeFileSync(file, donated)],
      ];
      const turn = objects.findIndex((one) => one[0] === kind && one[1] === nth);
      const verdicts: Record<string, string> = {};
      for (const [n, [change, make]] of changes.entries()) {
        if (!every && n % objects.length !== turn) continue;
        make();
        verdicts[change] = await openInBrowser(letter);
      }
      expect(Object.keys(verdicts).length).toBeGreaterThan(1);
      expect(verdicts).toEqual(
        Object.fromEntries(Object.keys(verdicts).map((change) => [change, 'mistrusted'])),
      );
      writeFileSync(file, original);
      expect(await openInBrowser(letter)).toBe('shown');
    });
  });

  test.each<[string, [ObjectClass, number], [ObjectClass, number]]>([
    ['the two segments of a file', ['attachment', 0], ['attachment', 1]],
    ['segments of two files', ['attachment', 1], ['attachment', 2]],
    ['the message and a file', ['body', 0], ['attachment', 2]],
    ['the manifest and the message', ['manifest', 0], ['body', 0]],
  ])('%s, exchanged in the store, are refused', async (_, [oneKind, oneNth], [otherKind, otherNth]) => {
    const letter = await freshLetter();
    const one = await objectOf(letter, oneKind, oneNth);
    const other = await objectOf(letter, otherKind, otherNth);
    renameSync(one, `${one}.aside`);
    renameSync(other, one);
    renameSync(`${one}.aside`, other);
    expect(await openInBrowser(letter)).toBe('mistrusted');
  });
}
