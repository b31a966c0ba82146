import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Act } from '../model/act';
import { replay, runModel } from '../model/run-model';
import { withTestDatabase } from '../support/database';
import { withTestServices } from '../support/sealed-world';

/** About a minute in `npm test`; by hand as long as one says. */
const seconds = Number(process.env.PLI_MODEL_SECONDS ?? 50);
const seed = Number(process.env.PLI_MODEL_SEED ?? Date.now() % 1_000_000);
const shrinkSeconds = Number(process.env.PLI_MODEL_SHRINK_SECONDS ?? 120);
const again = process.env.PLI_MODEL_ACTS;

describe('a letter’s life', () => {
  const database = withTestDatabase();
  const made = withTestServices(database);

  test.runIf(again !== undefined)('is what the model says in the run that is named', async () => {
    await replay(made.services, JSON.parse(readFileSync(again ?? '', 'utf8')) as Act[]);
  });

  test.runIf(again === undefined)(
    'is what the model says, step by step, whoever writes, opens, reports, kills a worker or loses an answer',
    async () => {
      const { runs, steps } = await runModel(made.services, {
        seconds,
        seed,
        stepsMax: 1_000,
        shrinkSeconds,
      });
      console.log(`letter's life: ${steps} steps in ${runs} runs, seeds from ${seed}`);
      expect(steps).toBeGreaterThan(20);
    },
    (seconds + shrinkSeconds + 120) * 1_000,
  );
});
