import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openBatchJournal } from '../../lib/command/batch-journal';
import { writeWhole } from '../../lib/command/write-whole';

const folder = mkdtempSync(path.join(tmpdir(), 'pli-small-disk-'));
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]).status === 0;

describe.skipIf(!mounted)(
  'the command on a full disk (skipped where this user may not mount a small file system)',
  () => {
    afterAll(() => {
      spawnSync('umount', ['-l', folder]);
      rmSync(folder, { recursive: true, force: true });
    });

    test('keeps no half of a file, and says what is the matter in both languages', async () => {
      const target = path.join(folder, 'audit.zip');
      const content = async function* () {
        for (let n = 0; n < 64; n += 1) yield new Uint8Array(65_536);
      };
      const failure = await writeWhole(target, content(), { force: false }).catch((error: unknown) => error);
      expect(failure).toMatchObject({
        code: 'file',
        message: `${target} cannot be written: the disk is full.`,
      });
      expect((failure as { sentence(locale: 'fr'): string }).sentence('fr')).toContain('le disque est plein'); // a ClientError, as just seen
      expect(readdirSync(folder)).toEqual([]);
    });

    test('begins no letter that the journal cannot hold', async () => {
      const file = path.join(folder, 't.csv.journal');
      const journal = await openBatchJournal(file, 'https://pli.example');
      const { bavail, bsize } = statfsSync(folder);
      writeFileSync(path.join(folder, 'filler'), new Uint8Array(bavail * bsize));
      const begin = async () => {
        for (let n = 0; n < 100; n += 1)
          await journal.append({
            state: 'begun',
            key: `k${n}`,
            digest: 'd'.repeat(64),
            draft: 'x'.repeat(36),
          });
      };
      await expect(begin()).rejects.toMatchObject({ code: 'file', reason: 'journal' });
      // Nothing is announced any more, also once there is room again: the line before may be half there.
      rmSync(path.join(folder, 'filler'));
      await expect(begin()).rejects.toMatchObject({ reason: 'journal' });
      await journal.close();
      const again = await openBatchJournal(file, 'https://pli.example');
      expect(again.historyOf('k0').open.length).toBeLessThanOrEqual(1);
      await again.close();
    });
  },
);
