import { EditorState, type EditorState as State } from '@tiptap/pm/state';
import { getSchema } from '@tiptap/react';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { letterExtensions } from '@/app/(mail)/compose/_components/editor/extensions';
import { insertion } from '@/app/(mail)/compose/_components/editor/insert-letter';
import { fromEditor, toEditor } from '@/lib/letter-text/editor-json';
import type { LeftOut, LetterDocument } from '@/lib/letter-text/letter-document';
import { parseHtml } from '@/lib/letter-text/parse-html';
import { readMarkup } from '@/lib/letter-text/read-markup';
import { writeHtml } from '@/lib/letter-text/write-html';
import { writeText } from '@/lib/letter-text/write-text';

const schema = getSchema(letterExtensions(''));
const words = {
  deleted: ['[deleted: ', ']'],
  inserted: ['[added: ', ']'],
  struck: ['[struck: ', ']'],
  picture: ['[picture: ', ']'],
} as const;

/** What stands between two words of a text, from the weakest to the strongest. */
const strengths = ['nothing', 'blank', 'apart', 'line', 'cell', 'row'] as const;
type Strength = (typeof strengths)[number];
/** HTML as it is generated: words, what parts them, and the markup around. */
type Piece =
  | {
      word: true;
      digits: boolean;
      said: readonly ('deleted' | 'inserted' | 'struck')[];
      high: '^' | '_' | null;
      /** The words of a picture, which no mark concerns. */
      pictured?: true;
    }
  | { between: Strength }
  | { leftOut: keyof LeftOut };
type Generated = { html: string; pieces: Piece[] };

/** Stands for a word until all is put together and each gets a number of its own. */
const place = '\u0001';

const join = (parts: readonly Generated[]): Generated => ({
  html: parts.map(({ html }) => html).join(''),
  pieces: parts.flatMap(({ pieces }) => pieces),
});
const wrapped = (tag: string, inner: Generated, strength: Strength | null = null): Generated => ({
  html: `<${tag}>${inner.html}</${tag.split(' ')[0]}>`,
  pieces: strength === null ? inner.pieces : [{ between: strength }, ...inner.pieces, { between: strength }],
});
const bare = (html: string, ...pieces: Piece[]): Generated => ({ html, pieces });
const change = (inner: Generated, by: (piece: Extract<Piece, { word: true }>) => Piece): Generated => ({
  ...inner,
  pieces: inner.pieces.map((piece) => ('word' in piece && !piece.pictured ? by(piece) : piece)),
});

const word = fc.boolean().map((digits) => bare(place, { word: true, digits, said: [], high: null }));
const picture = fc.constantFrom('p1@pli', 'scan.2@hopital.test').map((contentId) =>
  bare(`<img src="cid:${contentId}" alt="${place}">`, {
    word: true,
    digits: false,
    said: [],
    high: null,
    pictured: true,
  }),
);
const between = fc.constantFrom(
  bare(' ', { between: 'blank' }),
  bare('\n  ', { between: 'blank' }),
  bare('&nbsp;', { between: 'blank' }),
  bare('<br>', { between: 'line' }),
  bare('\u2028', { between: 'line' }),
  bare('\u000b', { between: 'line' }),
  bare('\u0007', { between: 'blank' }),
  bare('<img src="https://x.example/y.png">', { between: 'blank' }, { leftOut: 'pictures' }),
  bare('<svg><text>9</text></svg>', { between: 'blank' }, { leftOut: 'drawings' }),
  bare('<video></video>', { between: 'blank' }, { leftOut: 'media' }),
);
const said = (tag: string, as: 'deleted' | 'inserted' | 'struck') => (inner: Generated) =>
  wrapped(
    tag,
    change(inner, (piece) => ({ ...piece, said: [...piece.said, as] })),
  );
const high = (tag: string, sign: '^' | '_') => (inner: Generated) =>
  wrapped(
    tag,
    // the innermost height holds
    change(inner, (piece) => ({ ...piece, high: piece.high ?? sign })),
  );
const inlineMarkup: readonly ((inner: Generated) => Generated)[] = [
  // No link stands in a link.
  (inner) => (inner.html.includes('<a ') ? inner : wrapped('a href="https://x.example/"', inner)),
  ...['b', 'em', 'u', 'span', 'font color=red', 'code', 'o:p'].map(
    (tag) => (inner: Generated) => wrapped(tag, inner),
  ),
  ...['x-value', 'output', 'span style="display:table-cell"', 'span style="display: inline-block"'].map(
    (tag) => (inner: Generated) => wrapped(tag, inner, 'apart'),
  ),
  (inner) => wrapped('span style="display:block"', inner, 'line'),
  said('del', 'deleted'),
  said('ins', 'inserted'),
  said('s', 'struck'),
  said('span style="text-decoration:line-through"', 'struck'),
  high('sup', '^'),
  high('span style="vertical-align:super"', '^'),
  high('sub', '_'),
];
const blockTags = [
  ...['div', 'section', 'blockquote', 'address', 'center', 'div style="margin:0"'],
  ...['ul><li', 'ol start=4><li', 'dl><dd'],
];

/** Rows of a table in a cell of another need no line of their own. */
const within = (inner: Generated): Generated => ({
  ...inner,
  pieces: inner.pieces.map((piece) =>
    'between' in piece && piece.between === 'row' ? { between: 'cell' } : piece,
  ),
});

const { inline, block } = fc.letrec<{ inline: Generated; block: Generated }>((tie) => ({
  inline: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    word,
    between,
    picture,
    fc.array(tie('inline'), { maxLength: 5 }).map(join),
    fc.tuple(fc.constantFrom(...inlineMarkup), tie('inline')).map(([wrap, inner]) => wrap(inner)),
  ),
  block: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc
      .tuple(fc.constantFrom('p', 'h2', 'pre', 'div', 'p style="margin:0"'), tie('inline'))
      .map(([tag, inner]) => wrapped(tag, inner, 'line')),
    fc.constant(bare('<hr>', { between: 'line' })),
    tie('inline').map((inner) => wrapped('div', inner, 'line')),
    fc.array(tie('block'), { minLength: 1, maxLength: 4 }).map(join),
    fc
      .tuple(fc.constantFrom(...blockTags), tie('block'))
      .map(([tag, inner]) => tag.split('><').reduceRight((held, one) => wrapped(one, held, 'line'), inner)),
    fc
      .array(fc.array(fc.oneof(tie('inline'), tie('block')), { minLength: 1, maxLength: 3 }), {
        minLength: 1,
        maxLength: 3,
      })
      .map((rows) =>
        wrapped(
          'table',
          join(
            rows.map((row) =>
              wrapped('tr', join(row.map((inner) => wrapped('td', within(inner), 'cell'))), 'row'),
            ),
          ),
          'line',
        ),
      ),
  ),
}));
const letter = fc.array(fc.oneof(block, inline), { minLength: 1, maxLength: 5 }).map(join);

/** Each word gets a number, so that it is told from all others: letters or figures only, as in doses. */
function numbered({ html, pieces }: Generated) {
  const found = pieces.filter((piece) => 'word' in piece);
  const texts = found.map(({ digits }, index) => (digits ? String(1000 + index) : `w${letters(index)}w`));
  let at = 0;
  return { html: html.replaceAll(place, () => texts[at++] ?? ''), texts };
}

function letters(index: number): string {
  return [...String(index)].map((digit) => 'abcdefghij'[Number(digit)]).join('');
}

/** The text of a letter says all that was written, in order, as far apart as it was. */
function judge(generated: Generated, texts: readonly string[], text: string, leftOut: LeftOut): void {
  let at = 0;
  let next = 0;
  let apart: Strength = 'nothing';
  const counted: Partial<Record<keyof LeftOut, number>> = {};
  for (const piece of generated.pieces) {
    if ('between' in piece) {
      if (strengths.indexOf(piece.between) > strengths.indexOf(apart)) apart = piece.between;
      continue;
    }
    if ('leftOut' in piece) {
      counted[piece.leftOut] = (counted[piece.leftOut] ?? 0) + 1;
      continue;
    }
    const written = texts[next] ?? '';
    const found = text.indexOf(written, at);
    expect(found, `${written} is there, in its place`).toBeGreaterThanOrEqual(0);
    const gap = text.slice(at, found);
    if (next > 0) expectApart(gap, apart);
    if (piece.pictured) expect(isInside(text, found, '['), `${written} is a picture`).toBe(true);
    for (const kind of piece.said)
      expect(isInside(text, found, words[kind][0]), `${written} ${kind}`).toBe(true);
    if (piece.high !== null)
      expect(
        gap.endsWith(piece.high) ||
          gap.endsWith(`${piece.high}(`) ||
          isInside(text, found, `${piece.high}(`) ||
          /\w$/.test(text.slice(0, found)),
      ).toBe(true);
    at = found + written.length;
    next += 1;
    apart = 'nothing';
  }
  for (const kind of ['pictures', 'drawings', 'media'] as const)
    expect(leftOut[kind], kind).toBe(counted[kind] ?? 0);
}

function expectApart(gap: string, apart: Strength): void {
  if (apart === 'line' || apart === 'row') expect(gap).toContain('\n');
  if (apart === 'cell') expect(gap).toMatch(/\||\n/);
  if (apart === 'apart') expect(gap).toMatch(/[^\w]/);
  if (apart === 'blank') expect(gap).toMatch(/[\s\ufffd]/);
}

/** Whether a bracket of such a beginning is open at a place of a text. */
function isInside(text: string, at: number, begin: string): boolean {
  const opened = text.lastIndexOf(begin, at);
  if (opened < 0) return false;
  const close = begin.endsWith('(') ? ')' : ']';
  const open = begin.endsWith('(') ? '(' : '[';
  let depth = 0;
  for (const letter of text.slice(opened, at)) {
    if (letter === open) depth += 1;
    if (letter === close) depth -= 1;
  }
  return depth > 0;
}

/** The long tier asks for more. */
const numRuns = Number(process.env.PLI_LONG ?? 1) * 400;

const textOf = (document: LetterDocument) => writeText(document, words);

/** As the composer does it: pasted at the end of what is there, kept as the editor keeps it, sealed as HTML. */
function throughEditor(document: LetterDocument): string {
  const content = schema.nodeFromJSON(toEditor(document));
  content.check();
  const state: State = EditorState.create({ schema });
  const { doc } = state.apply(insertion(state, content.content));
  doc.check();
  return writeHtml(fromEditor(doc.toJSON()));
}

describe('the text of a letter', () => {
  test('keeps every word, in its order, apart as it was, from any HTML to the text that is read', () => {
    fc.assert(
      fc.property(letter, (generated) => {
        const { html, texts } = numbered(generated);
        const { document, leftOut } = readMarkup(parseHtml(html));
        judge(generated, texts, textOf(document), leftOut);
      }),
      { numRuns },
    );
  });

  test('is the same after the editor, the sealed bytes and the reader', () => {
    fc.assert(
      fc.property(letter, (generated) => {
        const { html, texts } = numbered(generated);
        const { document, leftOut } = readMarkup(parseHtml(html));
        const sealed = new TextEncoder().encode(throughEditor(document));
        const read = readMarkup(parseHtml(new TextDecoder('utf-8', { fatal: true }).decode(sealed)));
        judge(generated, texts, textOf(read.document), leftOut);
        expect(Object.values(read.leftOut).every((count) => count === 0)).toBe(true);
        expect(writeHtml(read.document)).toBe(new TextDecoder().decode(sealed));
      }),
      { numRuns },
    );
  });
});
