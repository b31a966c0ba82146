import { beforeAll, describe, expect, test } from 'vitest';
import { withTestDatabase } from '../support/database';
import { contradictions, raceOnLetters } from '../support/race-letter';
import { addOrganisation, addPerson, type Person, withTestServices } from '../support/sealed-world';

const races = Number(process.env.PLI_LONG ?? 200);

describe('time and the order of the log, in full', () => {
  const database = withTestDatabase();
  const made = withTestServices(database);
  let anne: Person;
  beforeAll(async () => {
    anne = await addPerson(made.services, await addOrganisation(made.services, 'Hôpital'), 'anne');
  });

  test(`agree over ${races} races of open, report, unblock`, { timeout: 3_600_000 }, async () => {
    for (let race = 0; race < races; race += 1)
      expect(contradictions(await raceOnLetters(made.services, anne, 5))).toEqual([]);
  });
});
