import { judgeDue } from '../../lib/retention/judge-due';
import type { Act, LetterAct } from './act';
import { holdReally } from './hold-really';
import { Killed, killedBeforeCommit } from './killed';
import { type Model, meantBy, type Outcome } from './letter';
import { listOf, readList } from './lists';
import { look } from './look';
import { perform } from './perform';
import type { World } from './real-world';
import { apply, type ResolvedAct, resolve } from './reference';
import { hold, judge, lift } from './retention';
import { type Numbers, readSnapshot, type Snapshot, snapshotOf } from './snapshot';
import { jobFor, work } from './work';
import { workReally } from './work-really';
import { quote, write } from './write';
import { putObject } from './write-letter';

/** The model and the real world, after the same acts. */
export type Pair = { model: Model; world: World; numbers: Numbers };

/** What may have become of it: a model for each order that is possible, with its answers. */
type Possible = { model: Model; outcomes: Outcome[] };

/** Whether an act means anything in this model. */
export function isPossible(model: Model, act: Act): boolean {
  switch (act.act) {
    case 'work':
      return jobFor(model, act) !== null;
    case 'late-put':
      return lateLetter(model, act) !== null;
    case 'answer':
    case 'forward':
      return model.letters[meantBy(model, act)]?.state === 'sealed';
    case 'hold':
      return model.letters[meantBy(model, act)]?.state !== 'discarded' && meantBy(model, act) >= 0;
    case 'lift':
      return model.letters[meantBy(model, act)]?.held.includes(act.organisation) === true;
    case 'lost':
      return resolve(model, act.inner) !== null;
    case 'both':
      return resolve(model, act.first) !== null && resolve(model, act.second) !== null;
    case 'write':
    case 'wait':
    case 'policy':
    case 'list':
    case 'judge':
    case 'look':
      return true;
    default:
      return resolve(model, act) !== null;
  }
}

/**
 * Does an act to both and compares: the answer, and then everything that is.
 * @throws Error that says what differs
 */
export async function step(pair: Pair, act: Act): Promise<void> {
  const { possible, outcomes } = await doBoth(pair, act);
  const { lines, numbers } = await readSnapshot(pair.world);
  const isSame = (one: Possible) => same(one.outcomes, outcomes) && same(snapshotOf(one.model), lines);
  const found = possible.find(isSame);
  if (!found) throw new Error(possible.map((one) => difference(one, outcomes, lines)).join('\n— or —\n'));
  assertNumbers(pair.numbers, numbers, act);
  pair.model = found.model;
  pair.numbers = numbers;
}

const same = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((one, n) => one === b[n]);

function difference({ model, outcomes }: Possible, real: readonly Outcome[], lines: Snapshot): string {
  const expected = snapshotOf(model);
  return [
    `answers: expected ${outcomes.join(', ')}; was ${real.join(', ')}`,
    ...without(expected, lines).map((line) => `  expected  ${line}`),
    ...without(lines, expected).map((line) => `  was       ${line}`),
  ].join('\n');
}

/** Each as often as it is there more often. */
function without(lines: Snapshot, others: Snapshot): Snapshot {
  const left = [...others];
  return lines.filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** An item that says something else has a new number, and no number between is missing. */
function assertNumbers(before: Numbers, after: Numbers, act: Act): void {
  const twice = act.act === 'both' || act.act === 'lost';
  for (const [mailbox, number] of after.mailboxes) {
    const was = before.mailboxes.get(mailbox) ?? 0;
    const changed = [...after.items].filter(([, item]) => item.mailbox === mailbox && item.number > was);
    const numbers = new Set(changed.map(([, item]) => item.number));
    for (let n = was + 1; n <= number; n += 1)
      if (!numbers.has(n) && !twice) throw new Error(`change number ${n} of a mailbox is on no item`);
    if (Math.max(was, ...numbers) !== number)
      throw new Error(`the mailbox says ${number}, its newest item ${Math.max(was, ...numbers)}`);
  }
  for (const [id, item] of after.items) {
    const was = before.items.get(id);
    if (was?.number === item.number && (was.says !== item.says || was.mailbox !== item.mailbox))
      throw new Error(`an item changed from ${was.says} to ${item.says} and kept its number`);
  }
}

async function doBoth(pair: Pair, act: Act): Promise<{ possible: Possible[]; outcomes: Outcome[] }> {
  const { model, world } = pair;
  const next = structuredClone(model);
  const one = (outcomes: Outcome[], real: Outcome[] = outcomes) => ({
    possible: [{ model: next, outcomes }],
    outcomes: real,
  });
  switch (act.act) {
    case 'write':
      return one(...(await write(next, world, act)));
    case 'answer':
    case 'forward':
      return one(...(await quote(next, world, act)));
    case 'hold':
    case 'lift': {
      const index = meantBy(model, act);
      const says = act.act === 'hold' ? hold : lift;
      return one([says(next, index, act.organisation)], [await holdReally(world, { ...act, letter: index })]);
    }
    case 'judge':
      judge(next);
      await judgeDue(world.services);
      return one([]);
    case 'wait':
      next.now += act.minutes * 60_000;
      world.clock.now = next.now;
      return one([]);
    case 'policy':
      next.takeBackSeconds[act.organisation] = act.takeBackSeconds;
      await world.services.db.organisation.update({
        where: { id: world.organisations[act.organisation] },
        data: { takeBackSeconds: act.takeBackSeconds },
      });
      return one([]);
    case 'late-put': {
      const letter = world.letters[lateLetter(model, act) ?? -1];
      for (const upload of letter?.late ?? []) await putObject(world.services, upload);
      return one([]);
    }
    case 'work': {
      const job = jobFor(next, act);
      if (!job) throw new Error('no job');
      const taken = { ...job };
      return one([work(next, job, act)], [await workReally(world, taken, act)]);
    }
    case 'list':
      return one(listOf(model, act.who), await readList(world, act.who));
    case 'look':
      await look(world, model);
      return one([]);
    case 'lost':
      return lost(next, world, act);
    case 'both':
      return both(model, world, act);
    default: {
      const meant = mean(model, act);
      return one([apply(next, meant)], [await perform(world, meant)]);
    }
  }
}

function mean(model: Model, act: LetterAct): ResolvedAct {
  const meant = resolve(model, act);
  if (!meant) throw new Error('an act about nothing');
  return meant;
}

/** A letter to which a request that was signed before can still bring something. */
function lateLetter(model: Model, act: { letter: number }): number | null {
  const index = model.letters.length - 1 - act.letter;
  const letter = model.letters[index];
  return letter && model.now - letter.signedAt <= 900_000 ? index : null;
}

/** The answer is lost: the process dies before the commit, or the line after it; then the act is done again. */
async function lost(next: Model, world: World, act: Extract<Act, { act: 'lost' }>) {
  const meant = mean(next, act.inner);
  if (act.when === 'after-commit') {
    apply(next, meant);
    await perform(world, meant);
  } else {
    await perform(world, meant, killedBeforeCommit(world.services)).catch((error: unknown) => {
      if (!(error instanceof Killed)) throw error;
    });
  }
  return {
    possible: [{ model: next, outcomes: [apply(next, meant)] }],
    outcomes: [await perform(world, meant)],
  };
}

async function both(model: Model, world: World, act: Extract<Act, { act: 'both' }>) {
  const [first, second] = [mean(model, act.first), mean(model, act.second)];
  const outcomes = await Promise.all([perform(world, first), perform(world, second)]);
  const inOrder = structuredClone(model);
  const ahead = [apply(inOrder, first), apply(inOrder, second)];
  const reversed = structuredClone(model);
  const behind = [apply(reversed, second), apply(reversed, first)].reverse();
  return {
    possible: [
      { model: inOrder, outcomes: ahead },
      { model: reversed, outcomes: behind },
    ],
    outcomes,
  };
}
