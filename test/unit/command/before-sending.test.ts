import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { doubtsAbout } from '../../../lib/command/doubts';
import { filesToSend } from '../../../lib/command/files-to-send';
import type { PliApi } from '../../../lib/command/pli-api';
import { ApiProblem } from '../../../lib/transfer/api-client';

describe('what a person would be asked before sending', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'pli-before-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const put = (name: string, text: string) => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
    return path.join(folder, name);
  };

  test('litter is left out and an empty file is said, in their order; strictly, the empty one is refused', async () => {
    const [scan, empty] = [put('scan.pdf', 'x'), put('empty.pdf', '')];
    const litter = ['.DS_Store', 'Thumbs.db', '~$lettre.docx'].map((name) => put(`a/${name}`, 'x'));
    const found = await filesToSend([litter[0] ?? '', scan, empty, ...litter.slice(1)], false);
    expect(found.files).toEqual([scan, empty]);
    expect(found.notes).toEqual([
      ...litter.map((file) => ({ kind: 'left-out', file })),
      { kind: 'file-empty', file: empty },
    ]);
    await expect(filesToSend([scan, empty], true)).rejects.toMatchObject({ code: 'usage', reason: 'strict' });
    expect((await filesToSend([...litter, scan], true)).files).toEqual([scan]);
    await expect(filesToSend([path.join(folder, 'none')], false)).rejects.toMatchObject({ code: 'file' });
  });

  /** A server that doubts every address of `x.test`. */
  const server = (asked: number[], status?: number): PliApi =>
    ({
      call: (_: string, __: string, { addresses }: { addresses: string[] }) => {
        asked.push(addresses.length);
        if (status !== undefined) return Promise.reject(new ApiProblem(status, 'not-found'));
        return Promise.resolve({
          addressees: addresses.map((address) => ({
            address,
            mark: 'outside',
            doubt: address.endsWith('@x.test') ? { kind: 'near-miss', domain: 'y.test' } : null,
          })),
        });
      },
    }) as unknown as PliApi; // the one method that is called

  test('each address is asked about once, a hundred a time; strictly, a doubt ends it', async () => {
    const many = Array.from({ length: 150 }, (_, n) => `a${n}@z.test`);
    const asked: number[] = [];
    const doubts = await doubtsAbout(server(asked), 'm', [...many, 'b@x.test', ...many], false);
    expect([doubts, asked]).toEqual([
      [{ address: 'b@x.test', kind: 'near-miss', domain: 'y.test' }],
      [100, 51],
    ]);
    await expect(doubtsAbout(server([]), 'm', ['b@x.test'], true)).rejects.toMatchObject({
      reason: 'strict',
    });
    expect(await doubtsAbout(server([]), 'm', ['b@z.test'], true)).toEqual([]);
  });

  test('a server of before it could judge knows no doubts; another refusal is one', async () => {
    expect(await doubtsAbout(server([], 404), 'm', ['b@x.test'], true)).toEqual([]);
    await expect(doubtsAbout(server([], 403), 'm', ['b@x.test'], false)).rejects.toThrow();
  });
});
