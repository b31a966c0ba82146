import { describe, test } from 'vitest';
import { withTestDatabase } from '../support/database';
import { killDestructions } from '../support/kill-destructions';
import { withWorkers } from '../support/worker-world';

describe('the destruction of content', () => {
  const database = withTestDatabase();
  const world = withWorkers(database);

  test('survives thirty kills with -9: each letter ends once, and nothing of it is left', async () => {
    await killDestructions(database, world, { kills: 30, letters: 200 });
  }, 3_600_000);
});
