import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder';

const root = path.resolve('.');

/** Text by file, each breaking the rule it is named after. */
const offences: [rule: string, file: string, text: string][] = [
  ['noExplicitAny', 'lib/no-explicit-any.ts', 'export const value: any = 1;\n'],
  ['noConsole', 'lib/no-console.ts', "console.log('here');\n"],
  ['noProcessEnv', 'lib/no-process-env.ts', 'export const port = process.env.PLI_PORT;\n'],
  ['noProcessEnv', 'app/no-process-env.tsx', 'export const port = process.env.PLI_PORT;\n'],
  ['noUnusedImports', 'lib/no-unused-imports.ts', "import path from 'node:path';\nexport const a = 1;\n"],
  [
    'noNonNullAssertion',
    'lib/no-non-null-assertion.ts',
    'export const f = (a: string | null) => a!.length;\n',
  ],
  [
    'noDangerouslySetInnerHtml',
    'app/no-inner-html.tsx',
    'export const F = () => <p dangerouslySetInnerHTML={{ __html: "a" }} />;\n',
  ],
];
const allowed: [file: string, text: string][] = [
  ['lib/config.ts', 'export const port = process.env.PLI_PORT;\n'],
  ['bin/says.ts', "console.log('Pli runs');\n"],
];

/** Biome's findings, with the project's own settings, in a folder of its own. */
function lint(folder: string): Map<string, string[]> {
  const biome = path.join(root, 'node_modules/.bin/biome');
  const { stdout } = spawnSync(biome, ['lint', '--reporter=json', '--max-diagnostics=100'], {
    cwd: folder,
    encoding: 'utf8',
  });
  const report = JSON.parse(stdout) as {
    diagnostics: { category: string; location: { path: string | { file: string } } }[];
  };
  const found = new Map<string, string[]>();
  for (const { category, location } of report.diagnostics) {
    const file = typeof location.path === 'string' ? location.path : location.path.file;
    found.set(file, [...(found.get(file) ?? []), category]);
  }
  return found;
}

describe('the linter', () => {
  let found: Map<string, string[]>;
  beforeAll(() => {
    const folder = temporaryFolder('lint');
    // package.json says that this is React, which switches those rules on.
    for (const name of ['.gitignore', 'package.json'])
      copyFileSync(path.join(root, name), path.join(folder, name));
    const settings = JSON.parse(readFileSync(path.join(root, 'biome.json'), 'utf8'));
    writeFileSync(path.join(folder, 'biome.json'), JSON.stringify({ ...settings, $schema: undefined }));
    for (const [file, text] of [...offences.map(([, file, text]) => [file, text] as const), ...allowed]) {
      mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    }
    found = lint(folder);
  });

  test.each(offences)('%s fires on %s', (rule, file) => {
    expect(found.get(file)?.join()).toContain(rule);
  });

  test.each(allowed)('leaves %s alone', (file) => {
    expect(found.get(file)).toBeUndefined();
  });
});
