import { type Box, boxesOf, personOf, type Who } from './cast';
import { type Copy, day, enqueue, enter, type Letter, type Model, newCopy, type Outcome } from './letter';
import { releaseWaiting } from './release';

/** What its sender changes about a sealed letter: each is one addendum. */
export type Amendment = {
  act: 'withdraw' | 'withdraw-all' | 'take-back' | 'until' | 'correct';
  who: Who;
  /** The letter's number. */
  index: number;
  letter: Letter;
  copy: Copy | null;
  days: number;
  /** Whose the right address is. */
  right: Box | null;
};

/** Does it to the model; answers what the real thing must answer. */
export function amend(model: Model, amendment: Amendment): Outcome {
  const { act, who, index, letter, copy, days, right } = amendment;
  if (letter.state !== 'sealed' || !boxesOf[who].includes(letter.from)) return 'not-found';
  if (letter.takenBack) return 'taken-back';
  switch (act) {
    case 'withdraw':
      return copy ? withdraw(model, index, letter, [copy], who, copy.box) : 'not-found';
    case 'withdraw-all':
      return withdraw(model, index, letter, letter.copies, who, null);
    case 'take-back':
      return takeBack(model, index, letter, who);
    case 'until':
      return changeUntil(model, index, letter, who, model.now + days * day);
    case 'correct':
      return copy && right ? correct(model, { index, letter, copy, right, who }) : 'not-found';
  }
}

/** An addendum more, and the job that has it time-stamped. */
export function append(model: Model, index: number, letter: Letter): void {
  letter.addenda.push(false);
  const addendum = letter.addenda.length;
  enqueue(model, { name: 'timestamp', letter: index, addendum, key: `${index} ${addendum}` });
}

function takeAway(copies: readonly Copy[]): void {
  for (const copy of copies) {
    copy.withdrawn = true;
    copy.read = copy.released;
  }
}

function withdraw(
  model: Model,
  index: number,
  letter: Letter,
  meant: readonly Copy[],
  who: Who,
  box: Box | null,
): Outcome {
  const left = meant.filter(({ withdrawn }) => !withdrawn);
  if (left.length === 0) return 'done';
  takeAway(left);
  append(model, index, letter);
  enter(letter, 'AccessWithdrawn', personOf(who), box);
  return 'done';
}

/** Before the release as if it had never been for anybody but the sender; after it a withdrawal, and it says so. */
function takeBack(model: Model, index: number, letter: Letter, who: Who): Outcome {
  const left = letter.copies.filter(({ withdrawn }) => !withdrawn);
  const inTime = letter.copies.every(({ released }) => !released);
  const opened = letter.copies.filter((copy) => copy.opened).length;
  if (!inTime && left.length === 0) return `withdrawn, ${opened} opened`;
  takeAway(left);
  letter.takenBack = inTime;
  // an addendum's time is the database's, which stands still beside the model's
  if (inTime) letter.judgeAt = 0;
  append(model, index, letter);
  enter(letter, inTime ? 'TakenBack' : 'AccessWithdrawn', personOf(who));
  return `${inTime ? 'taken-back' : 'withdrawn'}, ${opened} opened`;
}

function changeUntil(model: Model, index: number, letter: Letter, who: Who, until: number): Outcome {
  if (letter.destroyed) return 'content-destroyed';
  if (until <= model.now) return 'period-empty';
  if (until > model.now + 365 * day) return 'bad-request';
  if (until === letter.accessUntil) return 'done';
  letter.accessUntil = until;
  letter.judgeAt = until;
  append(model, index, letter);
  enter(letter, 'AvailabilityChanged', personOf(who));
  return 'done';
}

type Correction = { index: number; letter: Letter; copy: Copy; right: Box; who: Who };

/** The right one comes in, at once or with the others' release; the other one goes. */
function correct(model: Model, { index, letter, copy, right, who }: Correction): Outcome {
  if (copy.withdrawn) return 'recipient-withdrawn';
  if (letter.copies.some(({ box }) => box === right)) return 'already-recipient';
  if (letter.destroyed) return 'content-destroyed';
  if (letter.accessUntil <= model.now) return 'expired';
  const isOut = letter.releaseAt <= model.now && letter.copies.every((one) => one.released || one.withdrawn);
  takeAway([copy]);
  letter.copies.push(newCopy(right));
  append(model, index, letter);
  enter(letter, 'AccessWithdrawn', personOf(who), copy.box);
  enter(letter, 'RecipientAdded', personOf(who), right);
  if (isOut) releaseWaiting(model, index, letter);
  return 'done';
}
