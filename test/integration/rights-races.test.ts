import { describe, expect, test } from 'vitest';
import { withTestDatabase } from '../support/database';
import { letterRaces } from '../support/race-letters';
import { rightsRaces } from '../support/race-rights';
import { withTestServices } from '../support/sealed-world';

describe('rights and sessions that change in the same moment', () => {
  const made = withTestServices(withTestDatabase());

  test.each([...rightsRaces, ...letterRaces])('$name', { timeout: 180_000 }, async ({ run, may }) => {
    for (let race = 0; race < 20; race += 1) expect(await run(made.services)).toEqual(may);
  });
});
