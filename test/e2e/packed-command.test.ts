import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const proof = path.join(root, 'test/vectors/proof');

test('the packed package holds all that the command needs, and nothing of the server', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'pli-packed-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const npm = (...args: string[]) =>
    execFileSync('npm', args, { cwd: root, encoding: 'utf8', stdio: 'pipe' });
  npm('pack', '--pack-destination', folder, '--loglevel', 'error');
  const [archive = ''] = readdirSync(folder);
  execFileSync('tar', ['-xzf', path.join(folder, archive), '-C', folder]);
  const files = readdirSync(path.join(folder, 'package'), { recursive: true, encoding: 'utf8' });
  expect(files.filter((name) => /\.(?:mjs|json|ts)$/.test(name)).sort()).toEqual([
    'bin/build-pli.mjs',
    'bin/pli.mjs',
    'dist/pli.mjs',
    'package.json',
  ]);
  // As npm links it: no node_modules beside it, no sources.
  const pli = (...args: string[]) =>
    execFileSync(process.execPath, [path.join(folder, 'package/bin/pli.mjs'), ...args], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: process.env.PATH ?? '', LANG: 'fr_FR.UTF-8', NODE_ENV: 'production' },
    });
  const out = pli('verify', path.join(proof, 'export-ok-unpinned.jsonl'));
  expect(out).toContain('vérifié.');
  expect(pli('--help')).toContain('Usage\u00a0:');
}, 120_000);
