// Packs the command `pli` by itself: one archive that `npm install` takes on any machine with Node, offline, because the bundle
// needs no other package. `npm run package [-- FOLDER]`.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildPli } from './build-pli.mjs';

const root = path.resolve(import.meta.dirname, '..');
const destination = path.resolve(process.argv[2] ?? '.');
await buildPli();

const folder = mkdtempSync(path.join(tmpdir(), 'pli-package-'));
try {
  const { name, version, license, engines } = JSON.parse(
    readFileSync(path.join(root, 'package.json'), 'utf8'),
  );
  const description = 'Seals, sends, opens and verifies envelopes of Pli from a command line.';
  const manifest = { name, version, description, license, engines, type: 'module', bin: { pli: 'cli.mjs' } };
  writeFileSync(path.join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  writeFileSync(path.join(folder, 'cli.mjs'), "#!/usr/bin/env node\nawait import('./pli.mjs');\n", {
    mode: 0o755,
  });
  copyFileSync(path.join(root, 'dist/pli.mjs'), path.join(folder, 'pli.mjs'));
  copyFileSync(path.join(root, 'docs/command-line.md'), path.join(folder, 'README.md'));
  copyFileSync(path.join(root, 'LICENSE'), path.join(folder, 'LICENSE'));
  const { status } = spawnSync('npm', ['pack', folder, '--pack-destination', destination], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
