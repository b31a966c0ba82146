import path from 'node:path';
import { cruise, type ICruiseResult, type IFlattenedRuleSet } from 'dependency-cruiser';
import { describe, expect, test } from 'vitest';

const configFile: string = path.resolve('.dependency-cruiser.mjs');
// The rules are plain JavaScript because dependency-cruiser's command line reads them too.
const { default: config } = (await import(configFile)) as { default: { forbidden: { name: string }[] } };

describe('the direction of dependencies', () => {
  test('each rule fires on code that breaks it', async () => {
    const { output } = await cruise(['app', 'lib'], {
      baseDir: path.resolve('test/house/fixtures/dependencies'),
      validate: true,
      ruleSet: { forbidden: config.forbidden } as IFlattenedRuleSet, // its own type wants every optional field
      doNotFollow: { path: 'node_modules' },
      tsPreCompilationDeps: 'specify',
    });
    const { violations } = (output as ICruiseResult).summary; // text only where an output type is asked for
    const fired = new Set(violations.map(({ rule }) => rule.name));
    expect([...fired].sort()).toEqual(config.forbidden.map(({ name }) => name).sort());
  });
});
