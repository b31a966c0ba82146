import { describe, expect, test } from 'vitest';
import type { LetterDocument } from '../../../lib/letter-text/letter-document';
import { writeHtml } from '../../../lib/letter-text/write-html';
import { type AnsweredLetter, answerLetter, picturesIn } from '../../../lib/writing/answer-letter';

const party = (name: string) => ({ address: `${name}@hopital.test`, name });
const text: LetterDocument = [
  { kind: 'paragraph', lines: [[{ kind: 'text', text: '5 mg', marks: ['deleted'], href: null }]] },
  {
    kind: 'table',
    rows: [
      [
        {
          header: false,
          colspan: 1,
          rowspan: 1,
          blocks: [{ kind: 'paragraph', lines: [[{ kind: 'picture', contentId: 'ecg', alt: '' }]] }],
        },
      ],
    ],
  },
];
const letter: AnsweredLetter = {
  sender: party('claire'),
  to: [party('antoine'), party('marie')],
  cc: [party('claire'), party('paul')],
  title: 'Avis',
  text,
  readAs: 'antoine@hopital.test',
};
const words = { prefix: 'Re: ', above: ['Claire a écrit', 'deuxième ligne'] };
const own = ['antoine@hopital.test'];
const addresses = (list: readonly { address: string }[]) => list.map(({ address }) => address.split('@')[0]);

describe('an answer', () => {
  test('goes to who wrote; to all, also to whom she addressed, each once and never to oneself', () => {
    const reply = answerLetter(letter, 'reply', own, words);
    expect([addresses(reply.to), addresses(reply.cc)]).toEqual([['claire'], []]);
    const all = answerLetter(letter, 'reply-all', own, words);
    expect([addresses(all.to), addresses(all.cc)]).toEqual([['claire', 'marie'], ['paul']]);
    expect(all.to[0]).toEqual({ address: 'claire@hopital.test', name: 'claire' });
  });

  test('from the sender’s own side goes to whom she wrote', () => {
    const mine = { ...letter, readAs: null };
    const reply = answerLetter(mine, 'reply', ['claire@hopital.test'], words);
    expect([addresses(reply.to), addresses(reply.cc)]).toEqual([['antoine', 'marie'], []]);
    const all = answerLetter(mine, 'reply-all', ['claire@hopital.test'], words);
    expect([addresses(all.to), addresses(all.cc)]).toEqual([['antoine', 'marie'], ['paul']]);
  });

  test('to oneself alone stays to oneself', () => {
    const note = { ...letter, sender: party('antoine'), to: [party('antoine')], cc: [] };
    expect(addresses(answerLetter(note, 'reply', own, words).to)).toEqual(['antoine']);
  });

  test('is written as the address that got it, which need not be the usual one', () => {
    const shared = { ...letter, to: [party('cardiologie')], readAs: 'cardiologie@hopital.test' };
    const mine = ['antoine@hopital.test', 'cardiologie@hopital.test'];
    expect(answerLetter(shared, 'reply', mine, words).fromAddress).toBe('cardiologie@hopital.test');
    expect(answerLetter(letter, 'reply', ['autre@hopital.test'], words).fromAddress).toBe(
      'autre@hopital.test',
    );
  });

  test.each([
    ['Avis', 'Re: Avis'],
    ['RE : Tr\u00a0: Re[2]: Avis', 'Re: Avis'],
    ['Réunion: ordre du jour', 'Re: Réunion: ordre du jour'],
    ['', 'Re:'],
  ])('is titled once, however often it went to and fro: %s', (title, expected) => {
    expect(answerLetter({ ...letter, title }, 'reply', own, words).title).toBe(expected);
  });

  test('quotes the whole text under who wrote it, below a line to write on; what is passed on stands as it was', () => {
    const heading = '<p>Claire a écrit<br>deuxième ligne</p>';
    expect(writeHtml(answerLetter(letter, 'reply', own, words).text)).toBe(
      `<p><br></p>${heading}<blockquote>${writeHtml(text)}</blockquote>`,
    );
    const forward = answerLetter(letter, 'forward', own, words);
    expect(writeHtml(forward.text)).toBe(`<p><br></p><hr>${heading}${writeHtml(text)}`);
    expect([forward.to, forward.cc]).toEqual([[], []]);
  });

  test('names the pictures of what it quotes, at any depth', () => {
    expect([...picturesIn(answerLetter(letter, 'reply', own, words).text)]).toEqual(['ecg']);
  });
});
