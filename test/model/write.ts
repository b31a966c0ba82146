import { AppError } from '../../lib/errors';
import type { Act } from './act';
import { type Box, boxesOf, organisationOf, type Writer } from './cast';
import { copyOf, type Letter, type Model, meantBy, type Outcome } from './letter';
import { copyKey, type World } from './real-world';
import { standingOf } from './reference';
import { addressesOf, nameFiles, writeLetter } from './write-letter';

type Answers = [expected: Outcome[], real: Outcome[]];

/** Somebody writes a letter of her own. */
export async function write(
  next: Model,
  world: World,
  act: Extract<Act, { act: 'write' }>,
): Promise<Answers> {
  const { who, from, to, files } = act;
  const may = boxesOf[who].includes(from) && organisationOf[from] !== null;
  const draft = {
    mailbox: world.mailboxes[from],
    recipients: addressesOf(world.mailboxes, to),
    inReplyTo: null,
    forwards: [],
  };
  const really = await writeLetter(world.services, memberOf(world, who), draft, files).catch(refusalOf);
  if (typeof really !== 'string') world.letters.push(really);
  if (may) next.letters.push(newLetter(next, { author: who, from, to, files, quotes: null }));
  return [[may ? 'done' : 'not-found'], [typeof really === 'string' ? really : 'done']];
}

/** Somebody answers a letter, or forwards it with its files; she may do both only while she may open it. */
export async function quote(
  next: Model,
  world: World,
  act: Extract<Act, { act: 'answer' | 'forward' }>,
): Promise<Answers> {
  const { who, to } = act;
  const quotes = meantBy(next, act);
  const [source, theirs] = [next.letters[quotes], world.letters[quotes]];
  const [from] = boxesOf[who];
  if (!source || !theirs || !from) throw new Error('an act about nothing');
  const actor = memberOf(world, who);
  const quoted = theirs.envelopeId;
  const mailbox = world.mailboxes[from];
  const letter = newLetter(next, { author: who, from, to, files: 0, quotes });
  next.letters.push(letter);
  const isForward = act.act === 'forward';
  const really = await writeLetter(
    world.services,
    actor,
    {
      mailbox,
      recipients: addressesOf(world.mailboxes, to),
      inReplyTo: isForward ? null : quoted,
      forwards: isForward ? [quoted] : [],
    },
    0,
  );
  const at = world.letters.push(really) - 1;
  if (!isForward) return [['done'], ['done']];
  const box = copyOfWriter(source, who, act.of);
  const expected = mayName(next, source, who, box);
  if (expected === 'done') letter.named = [...source.own, ...source.named];
  const reference = box && world.copies.get(copyKey(quotes, box))?.reference;
  const place = { letter: theirs, from: reference ? { reference } : { envelopeId: quoted } };
  const named = await nameFiles(world.services, actor, really, place).catch(refusalOf);
  if (typeof named !== 'string') world.letters[at] = named;
  return [[expected], [typeof named === 'string' ? named : 'done']];
}

/** The mailbox in which the writer has the copy that is meant; null where it is none of hers. */
function copyOfWriter({ copies }: Letter, who: Writer, of: number): Box | null {
  const box = copies[of % copies.length]?.box;
  return box && boxesOf[who].includes(box) ? box : null;
}

function mayName(model: Model, source: Letter, who: Writer, box: Box | null): Outcome {
  const copy = box && copyOf(source, box);
  const isOpen = copy ? standingOf(model, source, copy) === null : boxesOf[who].includes(source.from);
  return isOpen && !source.destroyed ? 'done' : 'not-found';
}

function newLetter(
  { now, letters }: Model,
  { author, from, to, files, quotes }: Pick<Letter, 'author' | 'from' | 'to' | 'files' | 'quotes'>,
): Letter {
  return {
    author,
    from,
    state: 'draft',
    to,
    files,
    quotes,
    own: Array.from({ length: files }, (_, n) => `${letters.length}.${n}`),
    named: [],
    written: 0,
    manifestOf: null,
    held: [],
    judgeAt: null,
    destroyed: false,
    purged: false,
    copies: [],
    signedAt: now,
    sealedAt: 0,
    releaseAt: 0,
    accessUntil: 0,
    stamped: false,
    takenBack: false,
    addenda: [],
    entries: {},
  };
}

function memberOf(world: World, who: Writer) {
  const actor = world.actors[who];
  if (actor.kind !== 'user') throw new Error('only members write');
  return actor;
}

function refusalOf(error: unknown): Outcome {
  if (error instanceof AppError) return error.code;
  throw error;
}
