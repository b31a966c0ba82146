import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { blobSource } from '../../../lib/verify/file-source';
import { openZip } from '../../../lib/verify/read-zip';

const script = path.resolve('public/verify-log.sh');
const dir = mkdtempSync(path.join(tmpdir(), 'pli-verify-log-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function run(bundle: string): Promise<number | null> {
  const folder = path.join(dir, bundle);
  const blob = new Blob([new Uint8Array(readFileSync(`test/vectors/proof/${bundle}.zip`))]);
  const zip = await openZip(blobSource(blob), { files: 100, fileBytes: 1e7, totalBytes: 1e7 });
  for (const name of zip.names) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), await zip.read(name));
  }
  return spawnSync('bash', [script], { cwd: folder }).status;
}

test.each([
  ['bundle-ok', true],
  ['bundle-entry-edited', false],
  ['bundle-entry-leaf-edited', false],
  ['bundle-proof-of-another-entry', false],
  ['bundle-proof-missing', false],
  ['bundle-checkpoint-of-a-fork', false],
])(
  'the script that needs nothing of ours says of %s what the verifier says of its log',
  async (bundle, right) => {
    const status = await run(bundle);
    expect(status === 0).toBe(right);
  },
);

test('its digest stands in the specification and in the release notes, and its first line says that it proves nothing by itself', () => {
  const digest = createHash('sha256').update(readFileSync(script)).digest('hex');
  for (const file of ['docs/audit-log.md', 'CHANGELOG.md'])
    expect(readFileSync(file, 'utf8')).toContain(digest);
  expect(readFileSync(script, 'utf8').split('\n')[1]).toMatch(/proves nothing by itself/);
});

test('the specification prints the whole script, so that nobody needs to be given it', () => {
  expect(readFileSync('docs/audit-log.md', 'utf8')).toContain(
    `\`\`\`sh\n${readFileSync(script, 'utf8').trimEnd()}\n\`\`\`\n`,
  );
});

test('the guides begin with what one checks with, and say where its digest stands', () => {
  for (const file of ['lib/evidence/verify-guide.ts', 'lib/audit/export/export-guide.ts']) {
    const guide = readFileSync(file, 'utf8');
    expect(guide.indexOf('## 0. ')).toBeGreaterThan(0);
    expect(guide.indexOf('## 0. ')).toBeLessThan(guide.indexOf('## 1. '));
    expect(guide).toContain('/log/programs');
  }
});

test('no instruction names a package of a public registry', () => {
  const files = ['docs', 'messages', 'app', 'lib', 'bin'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(md|json|tsx?|mjs)$/.test(entry.name))
      .map((entry) => path.join(entry.parentPath, entry.name)),
  );
  expect(files.length).toBeGreaterThan(500);
  for (const file of ['README.md', 'CHANGELOG.md', 'SECURITY.md', 'CONTRIBUTING.md', ...files])
    expect(readFileSync(file, 'utf8').replaceAll('never `npx pli`', ''), file).not.toMatch(/npx (-y )?pli/);
});
