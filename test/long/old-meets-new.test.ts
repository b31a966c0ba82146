import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OpenDraftAnswer } from '../../lib/envelope/wire';
import { decryptSegment } from '../../lib/envelope-format/decrypt-segment';
import { accessTokenOf, runCommand } from '../support/command.ts';
import { draftFromBefore } from '../support/draft-from-before.ts';
import { freePort } from '../support/free-port.ts';
import { HttpPerson } from '../support/http-person.ts';
import { Pli } from '../support/pli.ts';

/** The version before: of a commit that stands in this clone's history. */
const before = process.env.PLI_BEFORE ?? '71ca3a1';
const root = path.resolve(import.meta.dirname, '../..');

describe(`Pli of ${before} and Pli of now, during an upgrade`, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'pli-old-and-new-'));
  const oldRoot = process.env.PLI_BEFORE_BUILT ?? path.join(folder, 'pli');
  const dataDir = path.join(folder, 'data');
  const commands = { old: path.join(oldRoot, 'dist/pli.mjs'), now: path.join(root, 'dist/pli.mjs') };
  let older: Pli;
  let port: number;

  beforeAll(async () => {
    if (process.env.PLI_BEFORE_BUILT === undefined) {
      const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' });
      execFileSync('mkdir', [oldRoot]);
      writeFileSync(
        path.join(folder, 'old.tar'),
        execFileSync('git', ['archive', before], { cwd: root, maxBuffer: 1e9 }),
      );
      execFileSync('tar', ['-xf', path.join(folder, 'old.tar'), '-C', oldRoot]);
      const sameLock =
        git('rev-parse', `${before}:package-lock.json`) === git('rev-parse', 'HEAD:package-lock.json');
      if (sameLock) execFileSync('cp', ['-al', path.join(root, 'node_modules'), oldRoot]);
      else execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: oldRoot });
      execFileSync(process.execPath, ['bin/build.mjs'], {
        cwd: oldRoot,
        env: { PATH: process.env.PATH, HOME: folder } as unknown as NodeJS.ProcessEnv,
      }); // Next's types want NODE_ENV
    }
    execFileSync(process.execPath, ['bin/build.mjs'], { cwd: root });
    port = await freePort(); // the journal of a batch knows its server by the address
    older = await Pli.start({ root: oldRoot, dataDir, port, env: { PLI_DEMO: 'on' } }); // which had no letters then
  }, 3_000_000);
  afterAll(async () => {
    await older?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Both people of a Pli, with tokens; `run` is a command of either version. */
  async function desk(pli: Pli) {
    const people = { claire: pli.account('member', 0), antoine: pli.account('member', 1) };
    const tokens = {
      claire: await accessTokenOf(pli.url, people.claire),
      antoine: await accessTokenOf(pli.url, people.antoine),
    };
    const run = (version: keyof typeof commands, who: keyof typeof tokens, ...args: string[]) =>
      runCommand(args, {
        cwd: folder,
        program: commands[version],
        env: { PLI_URL: pli.url, PLI_TOKEN: tokens[who] },
      });
    return { people, run };
  }
  type Desk = Awaited<ReturnType<typeof desk>>;

  /** A letter by one command, listed and opened by the other. */
  async function letterGoes({ people, run }: Desk, from: keyof typeof commands, to: keyof typeof commands) {
    const file = path.join(folder, 'scan.pdf');
    writeFileSync(file, `a scan of ${from} for ${to}`);
    const letter = ['--to', people.antoine.email, '--subject', `De ${from}`, '--body', 'Bonjour', file];
    const sent = await run(from, 'claire', 'send', ...letter, '--json');
    expect(sent, sent.err).toMatchObject({ code: 0 });
    const { envelopeId } = JSON.parse(sent.out) as { envelopeId: string };
    await opens({ people, run }, to, envelopeId, readFileSync(file, 'utf8'));
    const own = await run(to, 'claire', 'list', '--sent', '--json');
    expect(own.out).toContain(envelopeId);
    return envelopeId;
  }

  async function opens({ run }: Desk, by: keyof typeof commands, envelopeId: string, content: string) {
    const listed = await run(by, 'antoine', 'list', '--all', '--json');
    expect(listed.out, listed.err).toContain(envelopeId);
    const out = mkdtempSync(path.join(folder, 'out-'));
    const opened = await run(by, 'antoine', 'open', envelopeId, '--out', out);
    expect(opened, opened.err).toMatchObject({ code: 0 });
    expect(readFileSync(path.join(out, 'scan.pdf'), 'utf8')).toBe(content);
    expect(readFileSync(path.join(out, 'message.txt'), 'utf8')).toBe('Bonjour\n');
  }

  async function batch({ run }: Desk, by: keyof typeof commands) {
    const end = await run(by, 'claire', 'send', '--batch', 'table.csv');
    const lines = end.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { summary?: object });
    return { end, summary: lines.at(-1)?.summary };
  }

  test('commands of both meet servers of both, a draft and a batch begun before are gone on with after', async () => {
    const old = await desk(older);
    await letterGoes(old, 'old', 'old');
    // what writes version 2 alone finds nobody who seals it: said, and nothing sent
    const unsent = ['--to', old.people.antoine.email, '--subject', 'Trop tôt', '--body', 'x'];
    const refused = await old.run('now', 'claire', 'send', ...unsent);
    expect(refused.code).not.toBe(0);
    expect(refused.err).toMatch(/older Pli|plus ancien/);
    expect((await old.run('now', 'claire', 'list', '--sent', '--json')).out).not.toContain('Trop tôt');
    const fromOld = await letterGoes(old, 'old', 'now');

    const { email } = old.people.antoine;
    const table = ['id;to;subject;body', `a;${email};Un;x`, `b;${email};Deux;y`];
    writeFileSync(path.join(folder, 'table.csv'), `${table.join('\n')}\n`);
    const first = await batch(old, 'old');
    expect(first.summary, first.end.err).toMatchObject({ letters: 2, sent: 2 });
    expect((await batch(old, 'now')).summary).toMatchObject({ sent: 0, alreadySent: 2 });

    const author = await new HttpPerson(older.url).signIn(old.people.claire);
    const file = { name: 'scan.pdf', bytes: new Uint8Array(Buffer.from('a scan of before')) };
    const draftId = await draftFromBefore(author, {
      to: email,
      title: 'Brouillon d’avant',
      html: '<p>x</p>',
      file,
    });
    await older.stop();

    const newer = await Pli.start({ dataDir, port });
    try {
      const now = await desk(newer);
      await opens(now, 'now', fromOld, 'a scan of old for now');
      await letterGoes(now, 'old', 'now');
      await letterGoes(now, 'now', 'old');
      await letterGoes(now, 'now', 'now');
      expect((await batch(now, 'now')).summary).toMatchObject({ sent: 0, alreadySent: 2 });
      expect((await batch(now, 'old')).summary).toMatchObject({ sent: 0, alreadySent: 2 });
      const again = await new HttpPerson(newer.url).signIn(now.people.claire);
      const opened = await again.json<OpenDraftAnswer>('POST', `/api/drafts/${draftId}/open`);
      const key = new Uint8Array(Buffer.from(opened.contentKey, 'base64'));
      const stored = new Uint8Array(Buffer.from(opened.ciphertext ?? '', 'base64'));
      expect(JSON.parse(new TextDecoder().decode(await decryptSegment(key, stored)))).toMatchObject({
        title: 'Brouillon d’avant',
        attachments: [{ name: 'scan.pdf', bytes: file.bytes.length }],
      });
    } finally {
      await newer.stop();
    }
  }, 1_200_000);
});
