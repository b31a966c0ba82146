import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessTokenOf, runCommand } from '../support/command.ts';
import { sendLetter } from '../support/node-sender.ts';
import { randomFile } from '../support/random-file.ts';
import { startRecordingProxy } from '../support/recording-proxy.ts';
import { withPli } from '../support/with-pli.ts';

describe('the command pli against a running Pli', () => {
  const running = withPli();
  let proxy: Awaited<ReturnType<typeof startRecordingProxy>>;
  let folder: string;
  const tokens = {} as Record<'claire' | 'antoine' | 'auditor', string>;
  const accounts = () => ({
    claire: running.pli.account('member', 0),
    antoine: running.pli.account('member', 1),
  });

  beforeAll(async () => {
    const { pli } = running;
    proxy = await startRecordingProxy(pli.url);
    folder = mkdtempSync(path.join(tmpdir(), 'pli-command-'));
    tokens.claire = await accessTokenOf(pli.url, accounts().claire);
    tokens.antoine = await accessTokenOf(pli.url, accounts().antoine);
    tokens.auditor = await accessTokenOf(pli.url, pli.account('auditor', 0), ['audit:export', 'audit:read']);
  }, 120_000);
  afterAll(async () => {
    await proxy?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const as = (who: keyof typeof tokens, ...args: string[]) =>
    runCommand(args, { cwd: folder, env: { PLI_URL: proxy.url, PLI_TOKEN: tokens[who] } });
  const newFolder = () => mkdtempSync(path.join(folder, 'out-'));
  const sha256 = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

  test('a letter with a file of three segments goes, is listed, opened and verified, byte for byte', async () => {
    const big = await randomFile(20_000_000);
    const to = accounts().antoine.email;
    const sent = await as(
      'claire',
      'send',
      '--to',
      to,
      '--subject',
      'Résultats',
      '--body',
      'Bonjour,\n\n<b>',
      big,
      '--json',
    );
    expect(sent, sent.err).toMatchObject({ code: 0 });
    const { envelopeId } = JSON.parse(sent.out) as { envelopeId: string };

    const listed = await as('antoine', 'list', '--json');
    expect(JSON.parse(listed.out.split('\n')[0] ?? '')).toMatchObject({ envelopeId, title: 'Résultats' });
    const out = newFolder();
    const opened = await as('antoine', 'open', envelopeId, '--out', out);
    expect(opened, opened.err).toMatchObject({ code: 0 });
    expect(readFileSync(path.join(out, 'message.txt'), 'utf8')).toBe('Bonjour,\n\n<b>\n');
    expect(sha256(path.join(out, path.basename(big)))).toBe(sha256(big));
    const status = await as('claire', 'list', '--sent');
    expect(status.out).toContain(`to ${to} (opened)`);
    const person = await running.person(accounts().claire);
    const { recipients } = await person.json<{ recipients: { downloads: unknown[] }[] }>(
      'GET',
      `/api/envelopes/${envelopeId}`,
    );
    expect(recipients[0]?.downloads).toHaveLength(1);

    const again = await as('antoine', 'open', envelopeId, '--out', out);
    expect(again.err).toContain('it exists already');
    expect(again.code).toBe(4);
    expect((await as('antoine', 'open', envelopeId, '--out', out, '--force')).code).toBe(0);
  });

  test('file names of a stranger stay in the folder, and harm neither it nor the terminal', async () => {
    const names = [
      '../../outside.txt',
      '/etc/absolute.txt',
      'C:\\Windows\\system32\\evil.dll',
      '..\\up.txt',
      'CON',
      'con.txt',
      '.bashrc',
      'a\u202egpj.exe',
      'x\u001b]0;owned\u0007.txt',
      'twin.txt',
      'TWIN.TXT',
      'message.txt',
      '..',
      ' ',
      `${'é'.repeat(300)}.pdf`,
    ];
    const { claire, antoine } = accounts();
    const files = names.map((name, n) => ({ name, bytes: new Uint8Array([n]) }));
    const recipients = [{ address: antoine.email, kind: 'to' as const }];
    const title = 'Noms';
    const sender = await running.person(claire);
    const { envelopeId } = await sendLetter(sender, { title, files, recipients });
    const parent = newFolder();
    const out = path.join(parent, 'in');
    const opened = await as('antoine', 'open', envelopeId, '--out', out);
    expect(opened, opened.err).toMatchObject({ code: 0 });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
    expect(opened.out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    expect(readdirSync(parent)).toEqual(['in']);
    const saved = readdirSync(out);
    expect(saved).toHaveLength(names.length + 1);
    expect(new Set(saved.map((name) => name.toLowerCase())).size).toBe(saved.length);
    for (const name of saved) {
      expect(name).not.toMatch(/[\\/:*?"<>|\p{C}]|^\.|^(con|nul)(\..*)?$/iu);
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
    }
    expect(existsSync('/etc/absolute.txt')).toBe(false);
  });

  test('a link that lies where a file should go is neither followed nor replaced', async () => {
    const recipients = [{ address: accounts().antoine.email, kind: 'to' as const }];
    const files = [{ name: 'note.txt', bytes: new Uint8Array([1]) }];
    const { envelopeId } = await sendLetter(await running.person(accounts().claire), { files, recipients });
    const out = newFolder();
    const victim = path.join(folder, 'victim.txt');
    writeFileSync(victim, 'kept');
    symlinkSync(victim, path.join(out, 'note.txt'));
    expect((await as('antoine', 'open', envelopeId, '--out', out)).code).toBe(4);
    expect((await as('antoine', 'open', envelopeId, '--out', out, '--force')).code).toBe(0);
    expect(readFileSync(victim, 'utf8')).toBe('kept');
  });

  test('an envelope whose stored bytes were changed is not kept, and the exit code says so', async () => {
    const recipients = [{ address: accounts().antoine.email, kind: 'to' as const }];
    const files = [{ name: 'note.txt', bytes: new Uint8Array(1_000) }];
    const { envelopeId } = await sendLetter(await running.person(accounts().claire), { files, recipients });
    await running.tamper(
      `UPDATE envelopes SET seal = set_byte(seal, 20, get_byte(seal, 20) # 1) WHERE id = $1`,
      [envelopeId],
    );
    const out = newFolder();
    const opened = await as('antoine', 'open', envelopeId, '--out', out);
    expect(opened.code).toBe(1);
    expect(opened.err).toContain('no longer what was sent');
    expect(readdirSync(out)).toEqual([]);
  });

  test('an audit export is saved, verified offline, and found out when a byte of it is changed', async () => {
    const file = path.join(folder, 'audit.jsonl');
    const exported = await as('auditor', 'audit', 'export', '--out', file);
    expect(exported, exported.err).toMatchObject({ code: 0 });
    const good = await runCommand(['verify', file], { env: {} });
    expect(good, good.out).toMatchObject({ code: 0, err: '' });
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('"AccountCreated"', '"AccountClosed_"'));
    const bad = await runCommand(['verify', file], { env: {} });
    expect(bad.code).toBe(1);
    expect(bad.out).toContain('NOT verified');
    expect((await as('auditor', 'audit', 'export', '--out', file, '--format', 'csv')).code).toBe(4);
    expect((await as('auditor', 'audit', 'export', '--out', file, '--format', 'csv', '--force')).code).toBe(
      0,
    );
  });

  test('a table of letters: what can go goes, the others are named, and a second run sends nothing twice', async () => {
    const to = accounts().antoine.email;
    writeFileSync(path.join(folder, 'un.txt'), 'un');
    writeFileSync(
      path.join(folder, 'table.csv'),
      `\ufeffid;to;subject;body;files\r\nl1;${to};"Un; ""deux""";"ligne\r\nligne";un.txt\r\nl2;nobody;x;y;\r\nl3;${to};Trois;z;none.txt\r\n`,
    );
    const batch = async () => {
      const end = await as('claire', 'send', '--batch', 'table.csv');
      return {
        ...end,
        lines: end.out
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as Record<string, unknown>),
      };
    };
    const first = await batch();
    expect(first.code).toBe(5);
    expect(first.lines.slice(0, 3).sort((a, b) => Number(a.line) - Number(b.line))).toMatchObject([
      { line: 2, id: 'l1', state: 'sent' },
      { line: 4, id: 'l2', state: 'failed', code: 'address-invalid' },
      { line: 5, id: 'l3', state: 'failed', code: 'file' },
    ]);
    expect(first.lines[3]).toMatchObject({ summary: { letters: 3, sent: 1, failed: 2 } });
    writeFileSync(path.join(folder, 'none.txt'), 'now there');
    const second = await batch();
    expect(second.lines.at(-1)).toMatchObject({ summary: { sent: 1, alreadySent: 1, failed: 1 } });
    const mine = await as('claire', 'list', '--sent', '--all', '--json');
    expect(mine.out.split('\n').filter((line) => line.includes('"Un; \\"deux\\""'))).toHaveLength(1);
  });

  test('what stands out is said before sending; what systems leave behind stays here; namesakes show their folders', async () => {
    const files = ['.DS_Store', 'a/scan.pdf', 'b/scan.pdf'];
    for (const name of ['a', 'b']) mkdirSync(path.join(folder, name));
    for (const name of files) writeFileSync(path.join(folder, name), name.startsWith('b') ? '' : 'x');
    const letter = ['--to', 'nobody@valmont.test', '--subject', 's', '--body', 'b', '--json', ...files];
    const end = await as('claire', 'send', ...letter);
    expect(end, end.err).toMatchObject({ code: 0 });
    const { envelopeId, warnings } = JSON.parse(end.out) as { envelopeId: string; warnings: object[] };
    const kinds = ['left-out', 'file-empty', 'no-mailbox'];
    expect(warnings).toMatchObject(kinds.map((kind) => ({ kind })));
    const out = newFolder();
    await as('claire', 'open', envelopeId, '--out', out);
    expect(readdirSync(out).filter((name) => name.endsWith('.pdf'))).toEqual([
      'a - scan.pdf',
      'b - scan.pdf',
    ]);
  });

  test.each([
    [2, ['send', '--strict', '--to', 'nobody@valmont.test', '--subject', 's', '--body', 'b']],
    [2, ['send', '--to', 'a@b.example']],
    [2, ['nothing']],
    [2, ['list', '--all', '--nonsense']],
    [2, ['open']],
    [2, ['send', '--token', 'pli_x']],
    [3, ['open', 'A'.repeat(32)]],
    [4, ['send', '--to', 'a@b.example', '--subject', 's', '--body', 'b', '/does/not/exist']],
    [4, ['verify', '/does/not/exist']],
    [0, ['send', '--help']],
    [0, ['--version']],
  ])('exit code %i of %j', async (code, args) => {
    const end = await as('claire', ...args);
    expect(end, end.err).toMatchObject({ code });
    if (code !== 0) expect(end.err).toMatch(/^pli: .+\.\n$/);
  });

  test('a token without the right, a wrong one and no server are refusals in words', async () => {
    const env = { PLI_URL: proxy.url, PLI_TOKEN: tokens.auditor };
    expect(await runCommand(['list'], { env })).toMatchObject({
      code: 3,
      err: expect.stringContaining('access token'),
    });
    const wrong = { ...env, PLI_TOKEN: `pli_${'A'.repeat(43)}` };
    expect(await runCommand(['list', '--json'], { env: wrong })).toMatchObject({
      code: 3,
      out: expect.stringContaining('"token-refused"'),
    });
    expect(await runCommand(['list'], { env: { PLI_URL: proxy.url } })).toMatchObject({ code: 2 });
  });

  test('a token is read from a file that is the person’s alone, and from no other', async () => {
    const file = path.join(folder, 'token');
    writeFileSync(file, `${tokens.claire}\n`, { mode: 0o600 });
    const env = { PLI_URL: proxy.url };
    expect(await runCommand(['list', '--token-file', file], { env })).toMatchObject({ code: 0 });
    chmodSync(file, 0o640);
    const refused = await runCommand(['list', '--token-file', file], { env });
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('mode 640') });
    expect(refused.err).not.toContain(tokens.claire);
  });

  test('a token that has expired is a refusal in words, and ends a batch with nothing sent', async () => {
    await running.tamper(
      `UPDATE access_tokens SET expires_at = now() - interval '1 second' WHERE user_id = (SELECT id FROM users WHERE email = $1)`,
      [accounts().antoine.email],
    );
    expect(await as('antoine', 'list')).toMatchObject({ code: 3, err: expect.stringContaining('expired') });
    expect(await as('antoine', 'list', '--lang', 'fr')).toMatchObject({
      code: 3,
      err: expect.stringContaining('a expiré'),
    });
  });

  test('speaks French where the terminal does, writes no progress into a pipe, and exports into no full disk', async () => {
    const out = await runCommand(['list', '--sent'], {
      env: { PLI_URL: proxy.url, PLI_TOKEN: tokens.claire, LANG: 'fr_FR.UTF-8' },
    });
    expect(out).toMatchObject({ code: 0, err: '' });
    expect(out.out).toContain('(ouvert)');
    const full = await as('auditor', 'audit', 'export', '--out', '/proc/pli-nowhere', '--lang', 'fr');
    expect(full).toMatchObject({ code: 4, err: expect.stringMatching(/^pli: .* ne peut pas être écrit/) });
  });

  test('all that passed on the way is as the API’s description says', () => {
    expect(proxy.faults).toEqual([]);
    for (const id of [
      'putDraftsById',
      'postDraftsByIdSegments',
      'postDraftsByIdSeal',
      'postEByReferenceOpen',
      'postAuditExport',
      'getEnvelopes',
    ])
      expect(proxy.seen).toContain(id);
  });
});
