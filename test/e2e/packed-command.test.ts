import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');

test('the packed command is installed without a network and without another package, and runs by npx', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'pli-packed-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const run = (program: string, args: string[], cwd = folder) =>
    execFileSync(program, args, {
      cwd,
      encoding: 'utf8',
      stdio: 'pipe',
      env: {
        PATH: process.env.PATH ?? '',
        HOME: folder,
        LANG: 'fr_FR.UTF-8',
        NODE_ENV: 'production',
        npm_config_cache: path.join(folder, 'cache'),
        // Where no package could come from.
        npm_config_registry: 'http://127.0.0.1:1',
      },
    });
  run(process.execPath, ['bin/pack-pli.mjs', folder], root);
  const archive = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
  writeFileSync(path.join(folder, 'package.json'), '{"private":true}');
  run('npm', ['install', '--offline', '--no-audit', '--no-fund', `./${archive}`]);
  expect(readdirSync(path.join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
    'pli',
  ]);

  const proof = path.join(root, 'test/vectors/proof/export-ok-unpinned.jsonl');
  expect(run('npx', ['--no-install', 'pli', 'verify', proof])).toContain('vérifié.');
  expect(run('npx', ['--no-install', 'pli', '--help'])).toContain('Usage\u00a0:');
}, 180_000);
