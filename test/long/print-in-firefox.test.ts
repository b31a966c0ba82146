import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Firefox } from '../support/firefox.ts';
import { expectedOnPaper, paragraphCounts, sendNumberedLetters } from '../support/numbered-letters.ts';
import { numbersOn, papers, sheetsOf } from '../support/printed.ts';
import { withPli } from '../support/with-pli.ts';
import { words } from '../support/words.ts';

describe('a letter on paper, by Firefox', () => {
  const running = withPli();
  let firefox: Firefox;
  let references: Map<number, string>;
  beforeAll(async () => {
    references = await sendNumberedLetters(running);
    firefox = await Firefox.launch();
    const { email, password } = running.pli.account('member', 1);
    await firefox.goto(`${running.pli.url}/sign-in`);
    await firefox.type(words('fr', 'auth.signIn.email'), email);
    await firefox.type(words('fr', 'auth.signIn.password'), password);
    await firefox.press(words('fr', 'auth.signIn.submit'));
    await firefox.until("!location.pathname.startsWith('/sign-in')");
  }, 300_000);
  afterAll(() => firefox?.close());

  for (const paragraphs of paragraphCounts) {
    test(`of ${paragraphs} paragraphs has every one of them, in order, and no blank sheet`, async () => {
      const reference = references.get(paragraphs) ?? '';
      await firefox.goto(`${running.pli.url}/e/${reference}`);
      await firefox.press(words('fr', 'open.letter.open'));
      await firefox.until("document.querySelector('article h1')", 120);
      const all = Array.from({ length: paragraphs }, (_, index) => index + 1);
      for (const size of ['A4', 'A5'] as const) {
        for (const margin of [1, 2]) {
          const sheets = sheetsOf(await firefox.print(papers[size], margin));
          expect(numbersOn(sheets), `${size}, ${margin} cm`).toEqual(all);
          const text = sheets.join('\n').replace(/\s+/g, ' ');
          for (const said of expectedOnPaper(running, paragraphs, reference)) expect(text).toContain(said);
          for (const sheet of sheets) expect(sheet, 'no blank sheet').toMatch(/\S/);
          expect(text).not.toMatch(/Aller au contenu|Réception|Brouillons|Se déconnecter/);
        }
      }
    });
  }
});
