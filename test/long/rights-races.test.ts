import { describe, expect, test } from 'vitest';
import { withTestDatabase } from '../support/database';
import { letterRaces } from '../support/race-letters';
import { rightsRaces } from '../support/race-rights';
import { withTestServices } from '../support/sealed-world';

const races = Number(process.env.PLI_LONG ?? 200);

describe('rights and sessions that change in the same moment, in full', () => {
  const made = withTestServices(withTestDatabase());

  test.each([...rightsRaces, ...letterRaces])(
    `$name, ${races} times`,
    { timeout: 3_600_000 },
    async ({ run, may }) => {
      for (let race = 0; race < races; race += 1) expect(await run(made.services)).toEqual(may);
    },
  );
});
