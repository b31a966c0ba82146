import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EnvelopeListAnswer } from '../../lib/envelope/wire.ts';
import { accessTokenOf, startCommand } from '../support/command.ts';
import { CutProxy } from '../support/cut-proxy.ts';
import { freePort } from '../support/free-port.ts';
import { withPli } from '../support/with-pli.ts';

const letters = 40;
/** From the first letter that went to the kill; 0: in the very moment. */
const killAfterMs = [0, 120, 40, 250, 10];

describe('a batch killed again and again', () => {
  const running = withPli();
  let folder: string;
  let line: CutProxy;
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'pli-batch-'));
    line = await CutProxy.start(await freePort(), running.pli.port);
  });
  afterAll(async () => {
    await line.cut();
    rmSync(folder, { recursive: true });
  });

  test('sends each letter exactly once', async () => {
    const { pli } = running;
    const sender = pli.account('member', 0);
    const to = pli.account('member', 1).email;
    const token = await accessTokenOf(pli.url, sender, ['envelopes:send', 'envelopes:read']);
    const rows = Array.from({ length: letters }, (_, n) => `${to},Lettre ${n},Bonjour,piece.bin`);
    writeFileSync(path.join(folder, 'piece.bin'), new Uint8Array(300_000));
    writeFileSync(path.join(folder, 't.csv'), ['to,subject,body,files', ...rows].join('\n'));
    const run = (after: number | null) => {
      const env = { PLI_URL: `http://127.0.0.1:${line.port}`, PLI_TOKEN: token };
      const { child, ended } = startCommand(['send', '--batch', 't.csv'], { env, cwd: folder }, () => {
        // Counted from the first letter that went, so that a slow machine is killed in the middle too.
        if (after !== null) setTimeout(() => child.kill('SIGKILL'), after);
      });
      return ended;
    };
    // Seven letters are sealed together, which takes four seconds on this line: a kill comes while the next seven are on their way.
    line.bytesPerSecondMax = 700_000;
    for (const after of killAfterMs) expect((await run(after)).signal).toBe('SIGKILL');
    line.bytesPerSecondMax = Infinity;
    const last = await run(null);
    expect(last, last.err).toMatchObject({ code: 0 });
    expect(JSON.parse(last.out.trim().split('\n').at(-1) ?? '')).toMatchObject({
      summary: { letters, failed: 0, unsettled: 0, notTried: 0 },
    });
    const person = await running.person(sender);
    const titles: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const query: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page: EnvelopeListAnswer = await person.json('GET', `/api/envelopes?box=sent${query}`);
      titles.push(...page.items.flatMap(({ title }) => (title?.startsWith('Lettre ') ? [title] : [])));
      cursor = page.nextCursor;
    }
    expect(titles).toHaveLength(letters);
    expect(new Set(titles).size).toBe(letters);
  });
});
