import { append } from './amend';
import { boxesOf, type Organisation, organisationOf, type Who } from './cast';
import { type Copy, discard, enqueue, enter, type Letter, type Model, type Outcome } from './letter';

const graceMilliseconds = 7 * 86_400_000; // PLI_DESTRUCTION_GRACE_DAYS, as it is by default

/** Her organisation's administrator holds what she had opened: she may read it whatever its sender says. */
export function isKept(letter: Letter, copy: Copy): boolean {
  const organisation = organisationOf[copy.box];
  return copy.opened && !letter.takenBack && organisation !== null && letter.held.includes(organisation);
}

/** Who may say of a letter that he answers or forwards it: it lies in a mailbox of his. */
export function canQuote({ from, copies }: Letter, who: Who): boolean {
  const mine = boxesOf[who];
  return mine.includes(from) || copies.some(({ box, released }) => released && mine.includes(box));
}

/** An administrator holds a letter of which her organisation has a copy. */
export function hold({ letters }: Model, index: number, organisation: Organisation): Outcome {
  const letter = letters[index];
  const has =
    letter?.state === 'sealed' &&
    (organisationOf[letter.from] === organisation ||
      letter.copies.some(({ box, released }) => released && organisationOf[box] === organisation));
  if (!has) return 'not-found';
  if (letter.held.includes(organisation)) return 'done';
  if (letter.destroyed) return 'content-destroyed';
  letter.held.push(organisation);
  return 'done';
}

/** She lifts it: the letter is looked at again. */
export function lift({ letters }: Model, index: number, organisation: Organisation): Outcome {
  const letter = letters[index];
  if (!letter) return 'not-found';
  letter.held = letter.held.filter((one) => one !== organisation);
  letter.judgeAt = letter.takenBack ? 0 : letter.accessUntil;
  return 'done';
}

/** The worker looks whose time has come. */
export function judge(model: Model): void {
  for (const [index, { state, judgeAt, destroyed, purged }] of model.letters.entries()) {
    if (state !== 'sealed') continue;
    const isDue = !destroyed && judgeAt !== null && judgeAt + graceMilliseconds <= model.now;
    if (isDue) enqueue(model, { name: 'destroy-content', letter: index, key: `${index}` });
    if (destroyed && !purged) enqueue(model, { name: 'purge-content', letter: index, key: `${index}` });
  }
}

/** When no copy has a reason left; Infinity where one is held. */
function contentUntil(letter: Letter): number {
  const sender = organisationOf[letter.from];
  if (sender !== null && letter.held.includes(sender)) return Number.POSITIVE_INFINITY;
  if (letter.takenBack) return 0;
  return letter.copies.some((copy) => isKept(letter, copy)) ? Number.POSITIVE_INFINITY : letter.accessUntil;
}

/** Its last key goes, with an entry and an addendum; what keeps it is looked at again. */
export function destroy(model: Model, index: number, letter: Letter): void {
  if (letter.destroyed) return;
  const until = contentUntil(letter);
  if (until + graceMilliseconds > model.now) {
    if (letter.judgeAt !== null) letter.judgeAt = Number.isFinite(until) ? until : null;
    return;
  }
  letter.destroyed = true;
  letter.judgeAt = null;
  append(model, index, letter);
  enter(letter, 'ContentDestroyed', 'system');
  enqueue(model, { name: 'purge-content', letter: index, key: `${index}` });
}

/** Drafts go that name a file which no living letter holds any more. */
export function purge(model: Model, letter: Letter): void {
  if (!letter.destroyed || letter.purged) return;
  const isHeld = (file: string) =>
    model.letters.some(
      ({ state, destroyed, own, named }) =>
        state === 'sealed' && !destroyed && (own.includes(file) || named.includes(file)),
    );
  const ended = [...letter.own, ...letter.named].filter((file) => !isHeld(file));
  for (const [index, draft] of model.letters.entries())
    if (draft.state === 'draft' && draft.named.some((file) => ended.includes(file)))
      discard(model, index, draft);
  letter.purged = true;
}
