import { describe, expect, test } from 'vitest';
import { htmlToText, withoutControls } from '../../../lib/command/html-to-text';
import { checkLetter, expiryOf, type Letter, textToHtml } from '../../../lib/command/letter';

const letter: Letter = {
  to: [{ address: 'a@b.example' }],
  cc: [],
  bcc: [],
  subject: 'Résultat',
  html: '',
  files: [],
};

describe('a letter', () => {
  test.each<[Partial<Letter>, string]>([
    [{ to: [] }, 'no recipient'],
    [{ to: [{ address: 'nobody' }] }, 'no e-mail address'],
    [{ to: [{ address: 'a@\u200bb.example' }] }, 'a character without width (U+200B)'],
    [{ cc: [{ address: 'A@B.example' }] }, 'named twice'],
    [{ subject: ' ' }, 'no subject'],
    [{ subject: '\u200b \u3164' }, 'no subject'],
    [{ subject: 'x'.repeat(201) }, 'more than 200'],
    [{ subject: 'a\nBcc: x@y.example' }, 'line break'],
  ])('%j is refused before a byte travels', (change, words) => {
    expect(() => checkLetter({ ...letter, ...change })).toThrow(words);
  });

  test('stays available for a number of days that is said plainly', () => {
    expect([expiryOf('1'), expiryOf(' 365 ')]).toEqual([1, 365]);
    for (const typed of ['0', '366', '-1', '1.5', '1e2', 'x', '', '007'])
      expect(() => expiryOf(typed), typed).toThrow('1 to 365');
  });

  test('plain text becomes paragraphs, and nothing in it becomes HTML', () => {
    const text = 'Bonjour,\n\n<script>x</script> & "Co"\r\nligne';
    expect(textToHtml(text)).toBe('<p>Bonjour,</p><p>&lt;script&gt;x&lt;/script&gt; &amp; "Co"<br>ligne</p>');
    expect(htmlToText(textToHtml(text), 'fr')).toBe('Bonjour,\n\n<script>x</script> & "Co"\nligne\n');
  });

  test('HTML becomes text that neither runs nor steers a terminal', () => {
    const html =
      '<script>alert(1)</script><p>a<br>b</p><ul><li>x</li></ul><a href="https://e.example/">ici</a>&#27;[31m&#x202e;&eacute;&lt;b&gt;<!-- c --><style>p{}';
    expect(htmlToText(html, 'fr')).toBe('a\nb\n\n- x\n\nici (https://e.example/)\ufffd[31mé<b>\n');
    expect(withoutControls('a\u001b]0;x\u0007\u202eb\u009b')).toBe('a\ufffd]0;x\ufffdb\ufffd');
  });
});
