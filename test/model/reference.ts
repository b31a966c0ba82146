import type { LetterAct } from './act';
import { amend } from './amend';
import { type Box, boxesOf, organisationOf, people, personOf, type Who } from './cast';
import {
  type Copy,
  copyOf,
  day,
  discard,
  enqueue,
  enqueueSweep,
  enter,
  type Letter,
  type Model,
  newCopy,
  type Outcome,
} from './letter';
import { releaseWaiting } from './release';
import { canQuote, isKept } from './retention';

/**
 * What a letter's life should be, in the simplest words. The real use cases are held against it step by step
 * (test/integration/letter-life.test.ts).
 */

/** An act with the people and letters it is about; `box` of a copy. */
export type ResolvedAct = {
  act: LetterAct['act'];
  who: Who;
  letter: number;
  box: Box | null;
  days: number;
  right: Box | null;
};

/** Whom and what an act means in this model; null where there is nothing of the kind. */
export function resolve(model: Model, act: LetterAct): ResolvedAct | null {
  const letter = model.letters.length - 1 - act.letter;
  const meant = model.letters[letter];
  if (!meant) return null;
  const box = 'of' in act ? (meant.copies[act.of % meant.copies.length]?.box ?? null) : null;
  if ('of' in act && !box) return null; // nobody knows a link of a letter that is not sealed
  const isReaders = ['open', 'report', 'unreport', 'fresh'].includes(act.act);
  const rightful = isReaders ? people.find((one) => box && boxesOf[one].includes(box)) : meant.author;
  const who = act.who === 'rightful' ? rightful : act.who;
  const copy = box && copyOf(meant, box);
  if (!who) return null;
  // nor one that was never mailed
  if (copy && !copy.released && isReaders && act.act !== 'open') return null;
  return {
    act: act.act,
    who,
    letter,
    box,
    days: 'days' in act ? act.days : 0,
    right: 'right' in act ? act.right : null,
  };
}

/** Does an act to the model; answers what the real thing must answer. */
export function apply(model: Model, { act, who, letter: index, box, days, right }: ResolvedAct): Outcome {
  const letter = model.letters[index];
  if (!letter) return 'not-found';
  const copy = box && copyOf(letter, box);
  switch (act) {
    case 'withdraw':
    case 'withdraw-all':
    case 'take-back':
    case 'until':
    case 'correct':
      return amend(model, { act, who, index, letter, copy: copy ?? null, days, right });
    case 'rewrite':
      return onOwnDraft(letter, who, () => {
        letter.signedAt = model.now;
        letter.own = [];
        letter.written += 1;
      });
    case 'discard':
      return onOwnDraft(letter, who, () => {
        discard(model, index, letter);
      });
    case 'seal':
      return seal(model, index, letter, who, days);
    case 'open-sent':
      if (letter.state !== 'sealed' || !boxesOf[who].includes(letter.from)) return 'not-found';
      if (letter.destroyed) return 'content-destroyed';
      enter(letter, 'SentEnvelopeOpened', personOf(who));
      return 'done';
    default:
      return copy ? onCopy(model, { act, who, index, letter, copy }) : 'not-found';
  }
}

function onCopy(
  model: Model,
  {
    act,
    who,
    index,
    letter,
    copy,
  }: { act: LetterAct['act']; who: Who; index: number; letter: Letter; copy: Copy },
): Outcome {
  const isReader = boxesOf[who].includes(copy.box);
  const mine = boxesOf[who].includes(letter.from);
  switch (act) {
    case 'open':
      return open(model, letter, copy, who);
    case 'report':
      if (!isReader && who !== 'stranger') return 'not-found';
      return report(model, index, letter, copy, who);
    case 'unreport':
      if (!isReader) return 'not-found';
      return unblock(letter, copy, who);
    case 'unblock':
      if (!mine) return 'not-found';
      return unblock(letter, copy, who);
    case 'renotify':
      if (!mine) return 'not-found';
      return standingOf(model, letter, copy) ?? notifyAgain(model, index, letter, copy, who);
    case 'fresh':
      return fresh(model, index, letter, copy, who);
    default:
      return 'not-found';
  }
}

/** What stands against a copy, whoever asks, in the order in which it counts; null for nothing. */
export function standingOf(model: Model, letter: Letter, copy: Copy): Outcome | null {
  if (!copy.released) return 'not-found';
  const kept = isKept(letter, copy);
  if (copy.withdrawn && !kept) return 'withdrawn';
  if (copy.blocked) return 'blocked';
  if (kept) return null;
  return letter.accessUntil <= model.now ? 'expired' : null;
}

function open(model: Model, letter: Letter, copy: Copy, who: Who): Outcome {
  const refusal = boxesOf[who].includes(copy.box) ? standingOf(model, letter, copy) : 'not-found';
  enter(letter, refusal === null ? 'ContentHandover' : 'OpeningRefused', personOf(who), copy.box);
  if (refusal !== null) return refusal;
  copy.opened = true;
  copy.read = true;
  return 'done';
}

/** A stranger's word counts once a day and blocks nothing. */
function report(model: Model, index: number, letter: Letter, copy: Copy, who: Who): Outcome {
  const proved = boxesOf[who].includes(copy.box);
  if (!copy.released) return 'not-found';
  if (copy.blocked || (!proved && copy.reported && model.now < day)) return 'done';
  copy.reported = true;
  copy.blocked = proved;
  enter(letter, 'WrongRecipientReported', personOf(who), copy.box);
  enqueue(model, { name: 'tell-sender', letter: index, box: copy.box, key: '' });
  return 'done';
}

function unblock(letter: Letter, copy: Copy, who: Who): Outcome {
  if (!copy.blocked) return 'done';
  copy.blocked = false;
  enter(letter, 'RecipientUnblocked', personOf(who), copy.box);
  return 'done';
}

/** Whoever asks, three times an hour. */
function fresh(model: Model, index: number, letter: Letter, copy: Copy, who: Who): Outcome {
  const standing = standingOf(model, letter, copy);
  if (standing !== null && standing !== 'expired') return standing;
  const asked = Object.entries(letter.entries)
    .filter(([name]) => name.startsWith(`NotificationRequested ${copy.box} `))
    .reduce((sum, [, times]) => sum + times, 0);
  if (asked >= 3 && model.now < 3_600_000) return 'too-many-requests';
  if (letter.accessUntil > model.now) return notifyAgain(model, index, letter, copy, who);
  enter(letter, 'NotificationRequested', personOf(who), copy.box);
  enqueue(model, { name: 'tell-sender', letter: index, box: copy.box, key: `asked ${index} ${copy.box}` });
  return 'done';
}

function notifyAgain(model: Model, index: number, letter: Letter, copy: Copy, who: Who): Outcome {
  if (copy.notification !== 'pending') copy.rounds.push(false);
  copy.notification = 'pending';
  enter(letter, 'NotificationRequested', personOf(who), copy.box);
  enqueue(model, { name: 'notify', letter: index, box: copy.box });
  return 'done';
}

function onOwnDraft(letter: Letter, who: Who, work: () => void): Outcome {
  if (letter.state === 'discarded' || !isAuthor(letter, who)) return 'not-found';
  if (letter.state === 'sealed') return 'conflict';
  work();
  return 'done';
}

const isAuthor = (letter: Letter, who: Who) =>
  personOf(letter.author) === personOf(who) && boxesOf[who].includes(letter.from);

function seal(model: Model, index: number, letter: Letter, who: Who, days: number): Outcome {
  if (letter.state === 'discarded' || !isAuthor(letter, who)) return 'not-found';
  if (letter.state === 'sealed') return 'done';
  const quoted = letter.quotes === null ? null : model.letters[letter.quotes];
  if (quoted && !canQuote(quoted, who)) {
    // what it carried was stored before; another manifest of an earlier try is nobody's now
    if (letter.manifestOf !== null && letter.manifestOf !== letter.written) enqueueSweep(model, index);
    letter.manifestOf = letter.written;
    return 'not-found';
  }
  const organisation = organisationOf[letter.from];
  // a program has no second thoughts
  const seconds = organisation && who !== 'program' ? model.takeBackSeconds[organisation] : 0;
  letter.state = 'sealed';
  letter.sealedAt = model.now;
  letter.releaseAt = model.now + seconds * 1_000;
  letter.accessUntil = model.now + days * day;
  letter.judgeAt = letter.accessUntil;
  letter.copies = letter.to.map((box) => newCopy(box));
  enter(letter, 'SubmissionAcceptance', personOf(who));
  if (seconds === 0) releaseWaiting(model, index, letter);
  else enqueue(model, { name: 'release', letter: index, due: letter.releaseAt });
  enqueue(model, { name: 'timestamp', letter: index });
  enqueueSweep(model, index);
  return 'done';
}
