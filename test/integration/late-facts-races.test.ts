import { beforeAll, describe, expect, test } from 'vitest';
import { withTestDatabase } from '../support/database';
import { lateFactRaces, type RaceWorld } from '../support/race-late-facts';
import { addOrganisation, addPerson, withTestServices } from '../support/sealed-world';

describe('what happens to one letter in the same moment has one order, the same in log, times, rows and answers', () => {
  const made = withTestServices(withTestDatabase());
  let world: RaceWorld;
  beforeAll(async () => {
    const { services } = made;
    const sender = await addPerson(services, await addOrganisation(services, 'CHU'), 'anne');
    const reader = await addPerson(services, await addOrganisation(services, 'Cabinet'), 'paul');
    world = { services, sender, reader };
  });

  test.each(lateFactRaces)('$name, 20 times', async ({ run }) => {
    for (let race = 0; race < 20; race += 1) expect((await run(world)).contradictions).toEqual([]);
  });
});
