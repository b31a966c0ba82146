import fc from 'fast-check';
import {
  type Box,
  boxes,
  boxesOf,
  type Organisation,
  organisations,
  people,
  type Who,
  type Writer,
  writers,
} from './cast';

/**
 * `who`: mostly whoever may (the author, or a reader of that copy). `letter`: how many were begun after it, so that most acts
 * are about a few new letters and numbers shrink towards the newest.
 */
type OnLetter = { who: Who | 'rightful'; letter: number };
/** `of`: the mailbox whose copy is meant, by its place among the letter's recipients. */
type OnCopy = OnLetter & { of: number };

/** What one person does to one letter. Plain data: a run can be printed, kept in a file and done again. */
export type LetterAct =
  | (OnLetter & { act: 'rewrite' | 'discard' | 'open-sent' | 'withdraw-all' | 'take-back' })
  | (OnLetter & { act: 'seal' | 'until'; days: number })
  | (OnCopy & { act: 'correct'; right: Box })
  | (OnCopy & { act: 'withdraw' | 'open' | 'report' | 'unreport' | 'unblock' | 'renotify' | 'fresh' });

/** How the mail server answers a job that mails. */
export type Mood = 'accepted' | 'refused' | 'deferred' | 'given-up' | 'unconfirmed';

export type Act =
  | LetterAct
  | { act: 'write'; who: Writer; from: Box; to: Box[]; files: number }
  /** A letter that answers another one, or names its files; `of`: the copy in whose mailbox it lies, where that is the writer's. */
  | { act: 'answer' | 'forward'; who: Writer; letter: number; of: number; to: Box[] }
  /** An administrator holds a letter, or lets go of it. */
  | { act: 'hold' | 'lift'; organisation: Organisation; letter: number }
  /** The worker looks which letters have come to their end. */
  | { act: 'judge' }
  /** An upload that was signed before reaches the vault now. */
  | { act: 'late-put'; letter: number }
  | { act: 'wait'; minutes: number }
  | { act: 'policy'; organisation: Organisation; takeBackSeconds: number }
  /** A worker takes one of the waiting jobs, and perhaps dies of it. */
  | { act: 'work'; job: number; mood: Mood; end: 'done' | 'killed-before-commit' | 'killed-before-done' }
  | { act: 'list'; who: Who }
  /** The answer does not arrive, before or after the commit, and the act is repeated. */
  | { act: 'lost'; inner: LetterAct; when: 'before-commit' | 'after-commit' }
  | { act: 'both'; first: LetterAct; second: LetterAct }
  /** Log, seals, rows and vault are looked at. */
  | { act: 'look' };

/** Never near an hour or a day in sum: the database's clock, by which some rules go, stands still beside the application's. */
const minutes = [0.25, 137, 1_860, 12_960, 57_600] as const;

const who = fc.oneof(
  { weight: 7, arbitrary: fc.constant('rightful' as const) },
  { weight: 2, arbitrary: fc.constantFrom(...people) },
);
const letter = fc.oneof({ weight: 5, arbitrary: fc.nat(3) }, { weight: 1, arbitrary: fc.nat(40) });
const onCopy = { who, letter, of: fc.nat(2) };

const copyActs = [
  'open',
  'open',
  'open',
  'withdraw',
  'report',
  'unreport',
  'unblock',
  'renotify',
  'fresh',
] as const;
const letterActs = [
  'rewrite',
  'discard',
  'open-sent',
  'open-sent',
  'withdraw-all',
  'take-back',
  'take-back',
] as const;

const onLetter: fc.Arbitrary<LetterAct> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ act: fc.constantFrom(...copyActs), ...onCopy }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      act: fc.constant('seal' as const),
      who,
      letter,
      days: fc.constantFrom(1, 30, 365),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ act: fc.constantFrom(...letterActs), who, letter }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constant('until' as const),
      who,
      letter,
      days: fc.constantFrom(0, 1, 30, 365, 400),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constant('correct' as const),
      ...onCopy,
      right: fc.constantFrom(...boxes),
    }),
  },
);

const write: fc.Arbitrary<Act> = fc
  .record({
    act: fc.constant('write' as const),
    who: fc.constantFrom(...writers),
    place: fc.nat(1),
    to: fc.uniqueArray(fc.constantFrom(...boxes), { minLength: 1, maxLength: 3 }),
    files: fc.nat(1),
    foreign: fc.integer({ min: 0, max: 19 }),
  })
  .map(({ place, foreign, ...rest }) => {
    const own = boxesOf[rest.who];
    // now and then from a mailbox that is not one's own
    return { ...rest, from: foreign === 19 ? 'bob' : (own[place % own.length] ?? 'anne') };
  });

/** One act, as a run draws it. */
export const anyAct: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: write },
  { weight: 20, arbitrary: onLetter },
  {
    weight: 5,
    arbitrary: fc.record({
      act: fc.constantFrom('answer' as const, 'forward' as const, 'forward' as const),
      who: fc.constantFrom(...writers),
      letter,
      of: fc.nat(2),
      to: fc.uniqueArray(fc.constantFrom(...boxes), { minLength: 1, maxLength: 2 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constantFrom('hold' as const, 'lift' as const),
      organisation: fc.constantFrom(...organisations),
      letter,
    }),
  },
  { weight: 3, arbitrary: fc.constant({ act: 'judge' as const }) },
  {
    weight: 12,
    arbitrary: fc.record({
      act: fc.constant('work' as const),
      job: fc.nat(30),
      mood: fc.constantFrom<Mood>(
        'accepted',
        'accepted',
        'accepted',
        'refused',
        'deferred',
        'given-up',
        'unconfirmed',
      ),
      end: fc.constantFrom(
        'done' as const,
        'done' as const,
        'killed-before-commit' as const,
        'killed-before-done' as const,
      ),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ act: fc.constant('wait' as const), minutes: fc.constantFrom(...minutes) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constant('policy' as const),
      organisation: fc.constantFrom(...organisations),
      takeBackSeconds: fc.constantFrom(0, 10, 60),
    }),
  },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('late-put' as const), letter }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('list' as const), who: fc.constantFrom(...people) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      act: fc.constant('lost' as const),
      inner: onLetter,
      when: fc.constantFrom('before-commit' as const, 'after-commit' as const),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ act: fc.constant('both' as const), first: onLetter, second: onLetter }),
  },
  { weight: 1, arbitrary: fc.constant({ act: 'look' as const }) },
);
