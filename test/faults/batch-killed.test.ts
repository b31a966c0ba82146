import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessTokenOf, startCommand } from '../support/command.ts';
import { withPli } from '../support/with-pli.ts';

const letters = 40;

describe('a batch killed again and again', () => {
  const running = withPli();
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'pli-batch-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('sends each letter exactly once', async () => {
    const { pli } = running;
    const sender = pli.account('member', 0);
    const to = pli.account('member', 1).email;
    const token = await accessTokenOf(pli.url, sender, ['envelopes:send', 'envelopes:read']);
    const rows = Array.from({ length: letters }, (_, n) => `${to},Lettre ${n},Bonjour,piece.bin`);
    writeFileSync(path.join(folder, 'piece.bin'), new Uint8Array(300_000));
    writeFileSync(path.join(folder, 't.csv'), ['to,subject,body,files', ...rows].join('\n'));
    const run = (killAfterMs: number | null) => {
      const env = { PLI_URL: pli.url, PLI_TOKEN: token };
      const { child, ended } = startCommand(['send', '--batch', 't.csv'], { env, cwd: folder }, () => {
        // Counted from the first letter that went, so that a slow machine is killed in the middle too.
        if (killAfterMs !== null) setTimeout(() => child.kill('SIGKILL'), killAfterMs);
      });
      return ended;
    };
    let killed = 0;
    for (const after of [0, 120, 40, 250, 10, 170, 90])
      if ((await run(after)).signal === 'SIGKILL') killed += 1;
    expect(killed).toBeGreaterThan(3);
    const last = await run(null);
    expect(last, last.err).toMatchObject({ code: 0 });
    expect(JSON.parse(last.out.trim().split('\n').at(-1) ?? '')).toMatchObject({
      summary: { letters, failed: 0, unsettled: 0, notTried: 0 },
    });
    const sealed = await running.tamper<{ title: string; count: string }>(
      `SELECT title, count(*) FROM envelopes WHERE state = 'sealed' AND title LIKE 'Lettre %' GROUP BY title`,
    );
    expect(sealed).toHaveLength(letters);
    expect(sealed.filter(({ count }) => count !== '1')).toEqual([]);
  }, 180_000);
});
