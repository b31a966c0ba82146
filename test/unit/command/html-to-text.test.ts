import { expect, test } from 'vitest';
import { htmlToText } from '@/lib/command/html-to-text';

test('a message reads as text: paragraphs, lists, targets of links', () => {
  const html =
    '<p>Hi <a class="z" href="https://x.example/">here</a>, 1 &lt; 2<br>x</p><ul><li>1</li><li>2</li></ul><script>no()</script>';
  expect(htmlToText(html, 'fr')).toBe('Hi here (https://x.example/), 1 < 2\nx\n\n- 1\n- 2\n');
});

test('a picture reads as its words and the name under which its file lies beside the text', () => {
  const html =
    '<p>Avant <img src="cid:un@pli" alt="Lésion"> après<img src="cid:deux@pli" alt="deux.png"><img src="cid:gone@pli" alt="Perdue"></p>';
  const files = new Map([
    ['un@pli', 'lésion (2).png'],
    ['deux@pli', 'deux.png'],
  ]);
  expect(htmlToText(html, 'fr', (contentId) => files.get(contentId) ?? null)).toBe(
    'Avant [image : Lésion (lésion (2).png)] après[image : deux.png][image : Perdue]\n',
  );
});

// A stranger's message has up to 8 MiB; what took a second for 100 kB took hours for it.
test.each([
  ...[
    '<',
    '<a href="">',
    '<p ',
    '<a ',
    '</',
    '<br ',
    '<!--',
    '<script',
    '&#',
    'href="',
    '<a x',
    '</p>',
    '</br>',
  ],
  ...[
    '<div>',
    '<table>',
    '<table><tr><td>',
    '<ul><li>',
    '<li>',
    '<p><b>',
    '<i><p>',
    '<a><div>',
    '<sup>',
    '<blockquote>',
  ],
  ...[
    '<svg>',
    '<math>',
    '<template>',
    '<select>',
    '<nobr>',
    '<img alt=x src=y>',
    '<span style="x">',
    '&nbsp; ',
    'a b ',
  ],
  ...[
    '<style>',
    '<style>{',
    '<style>.a{',
    '<style>/*',
    '<style>.a{}',
    '<ol style="list-style:',
    '<td colspan=99>',
  ],
])('nothing a stranger repeats makes it slow: %j', (piece) => {
  const before = process.cpuUsage();
  htmlToText(piece.repeat(Math.ceil(300_000 / piece.length)), 'fr');
  // Processor time: a busy machine takes no more of it. What is quadratic took minutes.
  expect(process.cpuUsage(before).user).toBeLessThan(5_000_000);
});
