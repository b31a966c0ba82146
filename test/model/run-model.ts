import fc from 'fast-check';
import type { Services } from '../../lib/services';
import { type Act, anyAct } from './act';
import { type Model, newModel } from './letter';
import { lookForLeftovers } from './look';
import { newWorld, type World } from './real-world';
import { readSnapshot } from './snapshot';
import { isPossible, type Pair, step } from './step';

/** When no further step is begun; while a failing run is made smaller it is later. */
type Limits = { until: number };

/** One act as a command of fast-check. */
class Command implements fc.AsyncCommand<{ pair: Pair | null }, { pair: Pair }> {
  constructor(
    private readonly act: Act,
    private readonly limits: Limits,
    private readonly done: { steps: number },
  ) {}

  check({ pair }: Readonly<{ pair: Pair | null }>): boolean {
    return pair !== null && Date.now() < this.limits.until && isPossible(pair.model, this.act);
  }

  async run(_model: { pair: Pair | null }, { pair }: { pair: Pair }): Promise<void> {
    this.done.steps += 1;
    await step(pair, this.act);
  }

  toString(): string {
    return JSON.stringify(this.act);
  }
}

/** Begins a run in a world of its own. */
export async function newPair(services: Services): Promise<Pair> {
  await services.db.$executeRaw`DELETE FROM pgboss.job`;
  const world = await newWorld(services);
  return { model: newModel(), world, numbers: (await readSnapshot(world)).numbers };
}

/**
 * At the end of every run: all jobs are done, the clock goes on until the last sweep, and everything is looked at; who may still
 * read a letter opens it.
 */
export async function settle(pair: Pair): Promise<void> {
  await doJobs(pair);
  await step(pair, { act: 'wait', minutes: 137 });
  await doJobs(pair);
  await step(pair, { act: 'look' });
  await lookForLeftovers(pair.world, pair.model);
  for (const act of lastReadings(pair.model)) await step(pair, act);
  for (const who of ['anne', 'bob', 'paul', 'guest-1', 'guest-2'] as const)
    await step(pair, { act: 'list', who });
}

async function doJobs(pair: Pair): Promise<void> {
  const work: Act = { act: 'work', job: 0, mood: 'accepted', end: 'done' };
  while (isPossible(pair.model, work) && pair.model.jobs.some(({ due }) => due <= pair.model.now)) {
    const due = pair.model.jobs.filter((job) => job.due <= pair.model.now || job.name === 'release');
    const job = due.findIndex((one) => one.due <= pair.model.now);
    await step(pair, { ...work, job });
  }
}

/** The newest twenty letters, by their author and by every reader. */
function lastReadings({ letters }: Model): Act[] {
  return letters
    .slice(-20)
    .flatMap((_, n): Act[] => [
      { act: 'open-sent', who: 'rightful', letter: n },
      { act: 'open', who: 'rightful', letter: n, of: 0 },
      { act: 'open', who: 'rightful', letter: n, of: 1 },
    ])
    .filter((act) => isPossible({ letters } as Model, act));
}

export type RunOptions = {
  seconds: number;
  /** Of the first run; each further run has the next. */
  seed: number;
  stepsMax: number;
  /** How long a failing run is made smaller. */
  shrinkSeconds: number;
};

/**
 * Runs until the time is over, each time in a new world; a failing run is made smaller for a while.
 * @returns how much was done
 * @throws Error with the smallest failing run, as acts that can be done again
 */
export async function runModel(
  services: Services,
  { seconds, seed, stepsMax, shrinkSeconds }: RunOptions,
): Promise<{ runs: number; steps: number }> {
  const end = Date.now() + seconds * 1_000;
  const shrunk = () => Date.now() + shrinkSeconds * 1_000;
  const done = { steps: 0 };
  let runs = 0;
  for (; Date.now() < end; runs += 1) {
    const limits: Limits = { until: end };
    const commands = fc.commands([anyAct.map((act) => new Command(act, limits, done))], {
      // long runs and short ones: what needs many letters, and what needs many beginnings
      maxCommands: [stepsMax, Math.ceil(stepsMax / 8), Math.ceil(stepsMax / 3)][runs % 3] ?? stepsMax,
      size: 'max',
      disableReplayLog: true,
    });
    const property = fc.asyncProperty(commands, async (drawn) => {
      const pair = await newPair(services);
      try {
        await fc.asyncModelRun(() => ({ model: { pair }, real: { pair } }), drawn);
        await settle(pair);
      } catch (error) {
        if (limits.until === end) limits.until = shrunk();
        throw error;
      }
    });
    const result = await fc.check(property, {
      seed: seed + runs,
      numRuns: 1,
      interruptAfterTimeLimit: end + 60_000 + shrinkSeconds * 1_000 - Date.now(),
    });
    limits.until = 0;
    if (result.failed) throw new Error(describeFailure(result, seed + runs));
  }
  return { runs, steps: done.steps };
}

type Failure = {
  counterexample: readonly [object] | null;
  counterexamplePath: string | null;
  numShrinks: number;
  errorInstance: unknown;
};

function describeFailure(result: Failure, seed: number): string {
  const acts = String(result.counterexample?.[0] ?? '').replaceAll('},{', '},\n{');
  const reason = result.errorInstance instanceof Error ? result.errorInstance.stack : result.errorInstance;
  return [
    `The letter's life differs from its model (seed ${seed}, path ${result.counterexamplePath}, ${result.numShrinks} times smaller).`,
    'The smallest run that was found; PLI_MODEL_ACTS names a file that holds it, to do it again:',
    `[${acts}]`,
    String(reason),
  ].join('\n');
}

/** Does a run again. @throws Error at the first difference */
export async function replay(services: Services, acts: readonly Act[]): Promise<World> {
  const pair = await newPair(services);
  for (const act of acts) if (isPossible(pair.model, act)) await step(pair, act);
  await settle(pair);
  return pair.world;
}
