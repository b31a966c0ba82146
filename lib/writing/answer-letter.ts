import type { Block, LetterDocument, Line } from '../letter-text/letter-document';

/** What a person does with a letter that lies before her. */
export const answerKinds = ['reply', 'reply-all', 'forward'] as const;
export type AnswerKind = (typeof answerKinds)[number];

type Party = { address: string; name: string | null };

/** A letter as it is answered or passed on; verified. `to` and `cc` never hold whom it reached as a blind copy. */
export type AnsweredLetter = {
  sender: Party;
  to: readonly Party[];
  cc: readonly Party[];
  title: string;
  text: LetterDocument;
  /** As which address the reader got it; null on the sender's side. */
  readAs: string | null;
};

/** In the reader's language, of this letter. */
export type AnswerWords = {
  /** Before the title, e.g. "Re: ". */
  prefix: string;
  /** Above the text that is quoted or passed on, line by line. */
  above: readonly string[];
};

/** How programs of several languages say "answer" and "forwarded" before a title, one after the other. */
const prefixes = /^(?:(?:re|ré|rép|aw|tr|fw|fwd|wg|vs|antw)(?:\[\d+\])?\s*:\s*)+/iu;

/**
 * Whom an answer goes to, as whom, under which title, and with what below the place where one writes. An answer goes to who wrote; from the
 * sender's own side, to whom she wrote. Nobody's own address is among those who get it, unless nobody else would be.
 * @param own the addresses one may write as, the usual one first
 */
export function answerLetter(
  letter: AnsweredLetter,
  kind: AnswerKind,
  own: readonly string[],
  words: AnswerWords,
): { fromAddress: string; to: Party[]; cc: Party[]; title: string; text: LetterDocument } {
  const isOwn = ({ address }: Party) => own.includes(address);
  const addressed = [...letter.to, ...letter.cc].map(({ address }) => address);
  const candidates = [...(letter.readAs === null ? [letter.sender.address] : [letter.readAs]), ...addressed];
  const fromAddress = candidates.find((address) => own.includes(address)) ?? own[0] ?? '';
  const firsts = isOwn(letter.sender) ? letter.to : [letter.sender];
  const others = isOwn(letter.sender) ? [] : letter.to;
  const meant =
    kind === 'forward'
      ? { to: [], cc: [] }
      : {
          to: [...firsts, ...(kind === 'reply-all' ? others : [])],
          cc: kind === 'reply-all' ? letter.cc : [],
        };
  const [to = [], cc = []] = eachOnce([meant.to, meant.cc], isOwn);
  const title = letter.title.replace(prefixes, '').trim();
  return {
    fromAddress,
    to: to.length + cc.length > 0 || kind === 'forward' ? to : [...firsts],
    cc,
    title: `${words.prefix}${title}`.trimEnd(),
    text: [blankLine, ...below(letter.text, kind, words)],
  };
}

function eachOnce(lists: readonly (readonly Party[])[], isLeftOut: (party: Party) => boolean): Party[][] {
  const seen = new Set<string>();
  return lists.map((list) =>
    list.filter((party) => {
      if (isLeftOut(party) || seen.has(party.address)) return false;
      seen.add(party.address);
      return true;
    }),
  );
}

const blankLine: Block = { kind: 'paragraph', lines: [[]] };

/** An answer quotes, so that it is seen who said what; what is passed on stands as it was. */
function below(text: LetterDocument, kind: AnswerKind, { above }: AnswerWords): Block[] {
  const lines = above.map((line): Line => [{ kind: 'text', text: line, marks: [], href: null }]);
  const heading: Block = { kind: 'paragraph', lines };
  return kind === 'forward'
    ? [{ kind: 'rule' }, heading, ...text]
    : [heading, { kind: 'quote', blocks: [...text] }];
}

/** The content ids of the pictures that stand in a text, at any depth. */
export function picturesIn(text: LetterDocument): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (blocks: readonly Block[]): void => {
    for (const block of blocks) {
      if (block.kind === 'quote') visit(block.blocks);
      else if (block.kind === 'bullets' || block.kind === 'numbers') block.items.forEach(visit);
      else if (block.kind === 'table')
        for (const row of block.rows) for (const cell of row) visit(cell.blocks);
      else if (block.kind !== 'rule')
        for (const run of block.lines.flat()) if (run.kind === 'picture') found.add(run.contentId);
    }
  };
  visit(text);
  return found;
}
