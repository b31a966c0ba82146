// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { foldQuote } from '../../../lib/browser/open/fold-quote';

const fold = (html: string) => foldQuote(html, 'Avant <b>');
const textOf = (html: string) => new DOMParser().parseFromString(html, 'text/html').body.textContent;

describe('what an answer quotes', () => {
  it('is folded where it ends the answer, behind words that are words, and stays whole', () => {
    const html = '<p>Bien reçu.</p><p>Hier, Anne a écrit :</p><blockquote><p>Venez à jeun.</p></blockquote>';
    const folded = fold(html);
    expect(folded).toBe(
      '<p>Bien reçu.</p><p>Hier, Anne a écrit :</p><details><summary>Avant &lt;b&gt;</summary><blockquote><p>Venez à jeun.</p></blockquote></details>',
    );
    expect(textOf(folded)?.replace('Avant <b>', '')).toBe(textOf(html));
  });

  it('is folded once, with what that letter quoted itself', () => {
    const folded = fold(
      '<p>Oui.</p><blockquote><p>Ou non ?</p><blockquote><p>Peut-être.</p></blockquote></blockquote>',
    );
    expect(folded.match(/<details>/g)).toHaveLength(1);
  });

  it.each([
    [
      'a quotation in the middle',
      '<p>On dit :</p><blockquote><p>Primum non nocere.</p></blockquote><p>Ainsi.</p>',
    ],
    ['text after it', '<p>Oui.</p><blockquote><p>Avis ?</p></blockquote>Ainsi.'],
    ['a quotation alone', '<blockquote><p>Primum non nocere.</p></blockquote>'],
    ['a quotation after an empty line', '<p><br></p><blockquote><p>Primum non nocere.</p></blockquote>'],
    ['one inside a list', '<ul><li><blockquote><p>Une.</p></blockquote></li></ul>'],
    ['none', '<p>Bonjour,</p>'],
    ['nothing', ''],
  ])('is not taken for %s', (_, html) => {
    expect(fold(html)).toBe(html);
  });
});
