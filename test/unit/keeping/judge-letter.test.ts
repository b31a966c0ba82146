import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeLetter, type Keeping, type LetterFacts } from '../../../lib/keeping/judge-letter';
import { restorableMilliseconds } from '../../../lib/keeping/restorable';

const day = 86_400_000;
const sealed = Date.UTC(2026, 0, 1);
const date = sealed + 30 * day;

const values = {
  sender: ['keeps', 'shreds'],
  recipient: ['keeps', 'shreds', 'guest'],
  opened: ['yes', 'no'],
  hold: ['none', 'sender', 'recipient'],
  withdrawn: ['yes', 'no'],
  date: ['before', 'after'],
  removed: ['none', 'sender', 'recipient', 'both'],
} as const;
type Column = keyof typeof values;
type Case = Record<Column, string>;
const columns = Object.keys(values) as Column[]; // the keys of `values`

/** The lines of the table in docs/retention.md, one for each case that a line stands for. */
function casesOfTheDocument(): { one: Case; reads: string; content: string }[] {
  const lines = readFileSync('docs/retention.md', 'utf8').split('\n');
  const start = lines.findIndex((line) => line.startsWith('| sender | recipient |'));
  const rows = lines.slice(start + 2, lines.indexOf('', start));
  return rows.flatMap((line) => {
    const cells = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
    expect(cells).toHaveLength(columns.length + 2);
    const [reads = '', content = ''] = cells.slice(columns.length);
    expect(['yes', 'no']).toContain(reads);
    expect(['stays', 'destroyed']).toContain(content);
    let all: Partial<Case>[] = [{}];
    columns.forEach((column, index) => {
      const cell = cells[index] ?? '';
      const named: readonly string[] = cell === 'any' ? values[column] : cell.split(' or ');
      for (const name of named) expect(values[column]).toContain(name);
      all = all.flatMap((before) => named.map((value) => ({ ...before, [column]: value })));
    });
    return all.map((one) => ({ one: one as Case, reads, content })).filter(({ one }) => isPossible(one)); // every column was given
  });
}

/** A guest has no organisation that could hold. */
const isPossible = ({ recipient, hold }: Case) => !(recipient === 'guest' && hold === 'recipient');

function everyCase(): Case[] {
  let all: Partial<Case>[] = [{}];
  for (const column of columns)
    all = all.flatMap((before) => values[column].map((value) => ({ ...before, [column]: value })));
  return (all as Case[]).filter(isPossible); // every column was given
}

/** Both ways a rule can keep, and both in which it can shred. */
const daysOf = (word: string, now: number): (number | null)[] =>
  word === 'keeps' ? [null, (now - sealed) / day + 5] : [0, 10];

const held = (one: Case, by: string) => one.hold === by;
const removedAt = (one: Case, by: string) =>
  one.removed === by || one.removed === 'both' ? new Date(sealed + 3 * day) : null;

function factsOf(one: Case, now: number): LetterFacts[] {
  return daysOf(one.sender, now).flatMap((senderDays) =>
    (one.recipient === 'guest' ? [undefined] : daysOf(one.recipient, now)).map((days) => ({
      sealedAt: new Date(sealed),
      accessUntil: new Date(date),
      takenBackAt: null,
      sender: { days: senderDays, held: held(one, 'sender'), removedAt: removedAt(one, 'sender') },
      recipients: [
        {
          id: 'one',
          at: new Date(sealed),
          openedAt: one.opened === 'yes' ? new Date(sealed + day) : null,
          withdrawnAt: one.withdrawn === 'yes' ? new Date(sealed + 2 * day) : null,
          removedAt: removedAt(one, 'recipient'),
          keeping: days === undefined ? null : { days, held: held(one, 'recipient') },
        },
      ],
    })),
  );
}

describe('the table of docs/retention.md', () => {
  test('names every case exactly once', () => {
    const nameOf = (one: Case) => columns.map((column) => one[column]).join(' ');
    expect(
      casesOfTheDocument()
        .map(({ one }) => nameOf(one))
        .sort(),
    ).toEqual(everyCase().map(nameOf).sort());
  });

  test.each(casesOfTheDocument().map((row) => ({ name: JSON.stringify(row.one), ...row })))(
    '$name',
    (row) => {
      const now = row.one.date === 'before' ? sealed + 20 * day : date + 20 * day;
      for (const facts of factsOf(row.one, now)) {
        const { contentUntil, readUntil } = judgeLetter(facts);
        expect((readUntil.get('one') ?? 0) > now ? 'yes' : 'no').toBe(row.reads);
        expect(contentUntil > now ? 'stays' : 'destroyed').toBe(row.content);
      }
    },
  );
});

const keeping: fc.Arbitrary<Keeping> = fc.record({
  days: fc.oneof(fc.constant(null), fc.constant(0), fc.integer({ min: 1, max: 100 })),
  held: fc.boolean(),
});
const moment = fc.integer({ min: 0, max: 100 }).map((days) => new Date(sealed + days * day));
const removal = fc.option(moment, { freq: 3 });
const letter: fc.Arbitrary<LetterFacts> = fc.record({
  sealedAt: fc.constant(new Date(sealed)),
  accessUntil: moment,
  takenBackAt: fc.option(moment, { freq: 5 }),
  sender: fc.tuple(keeping, removal).map(([rule, at]) => ({ ...rule, removedAt: at })),
  recipients: fc.array(
    fc.record({
      id: fc.uuid(),
      at: fc.option(moment),
      openedAt: fc.option(moment),
      withdrawnAt: fc.option(moment),
      removedAt: removal,
      keeping: fc.option(keeping),
    }),
    { maxLength: 5 },
  ),
});

describe('whatever the facts', () => {
  test('the content stays while one may read it, and the sender’s own copy until the letter’s date', () => {
    fc.assert(
      fc.property(letter, (facts) => {
        const { contentUntil, readUntil } = judgeLetter(facts);
        for (const until of readUntil.values()) expect(contentUntil).toBeGreaterThanOrEqual(until);
        if (facts.takenBackAt === null && facts.sender.removedAt === null)
          expect(contentUntil).toBeGreaterThanOrEqual(facts.accessUntil.getTime());
      }),
    );
  });

  test('a hold never shortens anything, and who opened nothing reads no longer than the sender lets her', () => {
    fc.assert(
      fc.property(letter, (facts) => {
        const before = judgeLetter(facts);
        const hold = <K extends Keeping>(one: K): K => ({ ...one, held: true });
        const after = judgeLetter({
          ...facts,
          sender: hold(facts.sender),
          recipients: facts.recipients.map((copy) => ({
            ...copy,
            keeping: copy.keeping && hold(copy.keeping),
          })),
        });
        expect(after.contentUntil).toBeGreaterThanOrEqual(before.contentUntil);
        for (const copy of facts.recipients) {
          expect(after.readUntil.get(copy.id)).toBeGreaterThanOrEqual(before.readUntil.get(copy.id) ?? 0);
          if (copy.openedAt === null)
            expect(after.readUntil.get(copy.id)).toBeLessThanOrEqual(
              (facts.takenBackAt ?? facts.accessUntil).getTime(),
            );
        }
      }),
    );
  });

  test('a removed copy lets nobody read, takes nothing from another, and gives its content what its organisation says and no more', () => {
    fc.assert(
      fc.property(letter, moment, fc.nat(), (facts, at, which) => {
        const copies = facts.recipients;
        const own = copies.length === 0 ? -1 : which % copies.length;
        const withRemoved = (removed: Date | null) =>
          judgeLetter({
            ...facts,
            recipients: copies.map((copy, index) => (index === own ? { ...copy, removedAt: removed } : copy)),
          });
        const before = withRemoved(null);
        const after = withRemoved(at);
        const [id, keeping] = [copies[own]?.id ?? '', copies[own]?.keeping ?? null];
        expect(after.contentUntil).toBeLessThanOrEqual(before.contentUntil);
        for (const [other, until] of after.readUntil)
          expect(until).toBe(other === id ? 0 : before.readUntil.get(other));
        if (keeping?.held || keeping?.days === null) expect(after.contentUntil).toBe(before.contentUntil);
        const senderUntil = judgeLetter({ ...facts, recipients: [] }).contentUntil;
        if (copies.length === 1 && (keeping === null || (keeping.days === 0 && !keeping.held)))
          expect(after.contentUntil).toBeLessThanOrEqual(
            Math.max(senderUntil, at.getTime() + restorableMilliseconds),
          );
      }),
    );
  });

  test('what was taken back ends at once, unless the sender’s organisation holds it', () => {
    fc.assert(
      fc.property(letter, moment, (facts, takenBackAt) => {
        const { contentUntil, readUntil } = judgeLetter({ ...facts, takenBackAt });
        if (facts.sender.removedAt === null || facts.sender.held)
          expect(contentUntil).toBe(facts.sender.held ? Infinity : takenBackAt.getTime());
        else expect(contentUntil).toBeLessThanOrEqual(takenBackAt.getTime());
        for (const copy of facts.recipients)
          expect(readUntil.get(copy.id)).toBe(copy.removedAt === null ? takenBackAt.getTime() : 0);
      }),
    );
  });
});
