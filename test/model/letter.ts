import type { Box, Organisation, Writer } from './cast';

/** A recipient's copy, in the simplest words. */
export type Copy = {
  box: Box;
  released: boolean;
  withdrawn: boolean;
  blocked: boolean;
  reported: boolean;
  opened: boolean;
  read: boolean;
  notification: 'pending' | 'sent' | 'unconfirmed' | 'failed';
  /** For each notification that was begun: whether a mail of it went out. One Message-ID each. */
  rounds: boolean[];
};

/** Times are milliseconds since the run began. */
export type Letter = {
  author: Writer;
  /** The mailbox it goes out from. */
  from: Box;
  state: 'draft' | 'discarded' | 'sealed';
  to: Box[];
  files: number;
  copies: Copy[];
  /** When requests to store bytes of it were last signed. */
  signedAt: number;
  sealedAt: number;
  releaseAt: number;
  accessUntil: number;
  stamped: boolean;
  takenBack: boolean;
  /** The letter that it answers or forwards. */
  quotes: number | null;
  /** Files, by names of their own: those that are written for it now, and those of another letter that it names. */
  own: string[];
  named: string[];
  /** How often it was written anew, and which of these a seal that was refused has left its manifest of. */
  written: number;
  manifestOf: number | null;
  /** Whose administrator holds it. */
  held: Organisation[];
  /** When it is to be looked at whether anything keeps it; null: not by itself. */
  judgeAt: number | null;
  destroyed: boolean;
  purged: boolean;
  /** What came after the seal, in order: whether its timestamp is there. */
  addenda: boolean[];
  /** How often each entry was written: event, copy, who. */
  entries: Record<string, number>;
};

export type JobName =
  | 'release'
  | 'notify'
  | 'timestamp'
  | 'tell-sender'
  | 'sweep-vault'
  | 'destroy-content'
  | 'purge-content';

/** A job that waits. `tried`: its worker died or it failed before; then another of its key may stand beside it. */
export type Job = {
  name: JobName;
  letter: number;
  box: Box | null;
  key: string;
  due: number;
  tried: boolean;
  again: boolean;
  /** Whose timestamp: an addendum's number; 0 for the seal. */
  addendum: number;
};

/** The letter an act is about, by how many were begun after it; below 0 where there are not so many. */
export const meantBy = ({ letters }: Model, act: { letter: number }): number =>
  letters.length - 1 - act.letter;

/** All that is. No database, no key, no store. */
export type Model = {
  now: number;
  takeBackSeconds: Record<'hospital' | 'practice', number>;
  letters: Letter[];
  jobs: Job[];
};

export const day = 86_400_000;

/** What an act answers: done, the code of a refusal, or what was to be seen. */
export type Outcome = string;

export function newModel(): Model {
  return { now: 0, takeBackSeconds: { hospital: 0, practice: 0 }, letters: [], jobs: [] };
}

/** Counts an entry. */
export function enter(letter: Letter, event: string, who: string, box: Box | null = null): void {
  const name = `${event} ${box ?? '-'} by ${who}`;
  letter.entries[name] = (letter.entries[name] ?? 0) + 1;
}

/** A job more, where none of its name and key waits for its first try. */
export function enqueue(
  model: Model,
  job: Pick<Job, 'name' | 'letter'> & Partial<Pick<Job, 'box' | 'key' | 'due' | 'again' | 'addendum'>>,
): void {
  const { box = null, due = model.now, again = false, addendum = 0 } = job;
  const key = job.key ?? `${job.letter} ${box}`;
  const waits = model.jobs.some((one) => one.name === job.name && one.key === key && !one.tried);
  if (waits && key !== '') return;
  model.jobs.push({ name: job.name, letter: job.letter, box, key, due, tried: false, again, addendum });
}

/** A recipient as the seal or an addendum adds it: nobody can see anything yet. */
export const newCopy = (box: Box): Copy => ({
  box,
  released: false,
  withdrawn: false,
  blocked: false,
  reported: false,
  opened: false,
  read: false,
  notification: 'pending',
  rounds: [false],
});

/** A request to the vault that was signed may begin within two minutes and take a quarter of an hour; the sweep waits a minute more. */
const sweepAfterMilliseconds = (120 + 900 + 60) * 1_000;

export function enqueueSweep(model: Model, index: number): void {
  enqueue(model, { name: 'sweep-vault', letter: index, due: model.now + sweepAfterMilliseconds });
}

/** Its author throws it away, or what it names has ended. */
export function discard(model: Model, index: number, letter: Letter): void {
  letter.state = 'discarded';
  enqueueSweep(model, index);
  enqueue(model, { name: 'sweep-vault', letter: index, key: `${index} now` });
}

export function copyOf(letter: Letter, box: Box): Copy | undefined {
  return letter.copies.find((one) => one.box === box);
}
