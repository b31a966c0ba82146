import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { packWords, pieceBytesMax, unpackWords } from '../../../lib/search-index/piece-words';

const words = async (texts: Parameters<typeof packWords>[0]) => unpackWords(await packWords(texts));

describe('what is kept of a letter for search', () => {
  test('is each word of title, files and text once, folded as what is looked for', async () => {
    const letter = {
      title: 'Résultats',
      text: 'Glycémie à 1,2 g/L.\nGlycémie: contrôle.\nŒdème',
      fileNames: ['bilan-2026.pdf'],
    };
    expect(await words(letter)).toBe('resultats bilan 2026 pdf glycemie a 1 2 g l controle oedeme');
  });

  test('of a letter without a word is empty, and read again', async () => {
    expect(await words({ title: '', text: '…', fileNames: [] })).toBe('');
  });

  test('fits its piece, whatever is written: of more words than that the first ones, title and files before the text', async () => {
    const text = Array.from({ length: 30_000 }, () => randomBytes(8).toString('hex')).join(' ');
    const packed = await packWords({ title: 'Bilan', text, fileNames: ['scan.pdf'] });
    expect(packed.length).toBeLessThanOrEqual(pieceBytesMax - 28);
    expect(packed.length).toBeGreaterThan(pieceBytesMax / 2);
    expect(await unpackWords(packed)).toMatch(/^bilan scan pdf [0-9a-f]{16} /);
  });

  test('that unpacks to more than a piece has is refused before it fills memory', async () => {
    await expect(unpackWords(new Uint8Array(gzipSync(Buffer.alloc(50_000_000, 97))))).rejects.toThrow(
      RangeError,
    );
  });

  test('that is no gzip, or no UTF-8, is refused', async () => {
    await expect(unpackWords(new TextEncoder().encode('plain'))).rejects.toThrow();
    await expect(unpackWords(new Uint8Array(gzipSync(Buffer.from([0xff]))))).rejects.toThrow(TypeError);
  });
});
