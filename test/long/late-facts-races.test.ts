import { beforeAll, describe, expect, test } from 'vitest';
import { withTestDatabase } from '../support/database';
import { lateFactRaces, type RaceWorld } from '../support/race-late-facts';
import { addOrganisation, addPerson, withTestServices } from '../support/sealed-world';

const races = Number(process.env.PLI_LONG ?? 1_000);

describe('what happens to one letter in the same moment, in full', () => {
  const made = withTestServices(withTestDatabase());
  let world: RaceWorld;
  beforeAll(async () => {
    const { services } = made;
    const sender = await addPerson(services, await addOrganisation(services, 'CHU'), 'anne');
    const reader = await addPerson(services, await addOrganisation(services, 'Cabinet'), 'paul');
    world = { services, sender, reader };
  });

  test.each(lateFactRaces)(`$name, ${races} times`, { timeout: 3_600_000 }, async ({ name, run }) => {
    const firsts = new Map<string, number>();
    for (let race = 0; race < races; race += 1) {
      const { first, contradictions } = await run(world);
      expect(contradictions).toEqual([]);
      firsts.set(first, (firsts.get(first) ?? 0) + 1);
    }
    console.log(
      `${name}: ${[...firsts].map(([first, count]) => `${first} first ${count} times`).join(', ')}`,
    );
    expect(firsts.size, 'both orders occurred').toBe(2);
  });
});
