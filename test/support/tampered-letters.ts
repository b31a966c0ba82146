import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { launchChromium, newVisitor, type Visitor } from './chromium.ts';
import type { HttpPerson } from './http-person.ts';
import { signIn } from './journey.ts';
import { referenceOf, type SentLetter, sendAndWait } from './letters.ts';
import type { RunningPli } from './with-pli.ts';
import { words } from './words.ts';

export const secretWords = 'diagnostic strictement confidentiel';
export const fileName = 'bilan sanguin.txt';
export const otherAddress = 'temoin@example.org';

export type ObjectClass = 'manifest' | 'body' | 'attachment';

/** Letters that are changed behind the back of Pli, and a reader in a real browser who opens them. */
export function withTamperedLetters(running: RunningPli) {
  let browser: Browser;
  let reader: Visitor;
  let sender: HttpPerson;
  let readerAddress: string;
  let donor: SentLetter;
  beforeAll(async () => {
    sender = await running.person(running.pli.account('member', 0));
    const account = running.pli.account('member', 1);
    readerAddress = account.email;
    browser = await launchChromium();
    reader = await newVisitor(browser, running.pli.url);
    reader.expectComplaint(/status of (404|500)|React error #441/); // an object that is gone; a row that cannot be read
    await signIn(reader.page, account);
    donor = await freshLetter();
  });
  afterAll(async () => {
    await reader?.leave();
    await browser?.close();
  });

  /** Two files, the first of two segments or of so many bytes, sealed and stamped. */
  function freshLetter(bytes = 8_388_608 + 5_000): Promise<SentLetter> {
    return sendAndWait(running, sender, {
      html: `<p>${secretWords}</p>`,
      files: [
        { name: fileName, bytes: new Uint8Array(bytes).fill(65) },
        { name: 'second.txt', bytes: new Uint8Array(300).fill(66) },
      ],
      recipients: [
        { address: readerAddress, kind: 'to' },
        { address: otherAddress, kind: 'to' },
      ],
    });
  }

  return {
    freshLetter,
    /** Another envelope to the same reader, whose pieces are put into others. */
    get donor() {
      return donor;
    },
    get page() {
      return reader.page;
    },

    /** The file of the vault that holds a stored object. @throws when the letter has none such */
    async objectOf(letter: SentLetter, kind: ObjectClass, nth = 0): Promise<string> {
      // The manifest lies under its envelope, a part under itself (docs/envelope-format.md, section 1).
      const rows = await running.tamper<{ kind: ObjectClass; home: string; id: string; sha256: string }>(
        `SELECT 'manifest' AS kind, 'objects' AS home, id::text, manifest_sha256 AS sha256, -1 AS position, 0 AS index FROM envelopes WHERE id = $1
         UNION ALL SELECT u.kind::text, 'parts', u.part_id::text, s.sha256, u.position, s.index
         FROM segments s JOIN part_uses u USING (part_id) WHERE u.envelope_id = $1 ORDER BY position, index`,
        [letter.envelopeId],
      );
      const found = rows.filter((object) => object.kind === kind)[nth];
      if (!found) throw new Error(`no ${kind} number ${nth}`);
      return path.join(running.pli.dataDir, 'vault', found.home, found.id.slice(-2), found.id, found.sha256);
    },

    /** Presses Open as the reader; what the page then shows. */
    async openInBrowser(letter: SentLetter): Promise<'shown' | 'mistrusted' | 'refused'> {
      const { page } = reader;
      await page.goto(`/e/${referenceOf(letter, readerAddress)}`);
      const button = page.getByRole('button', { name: words('fr', 'open.letter.open') });
      const noPage = page.getByText(words('fr', 'common.error.title'));
      const shown = page.locator('article h1');
      const mistrusted = page.getByTestId('integrity-failed');
      const refused = page.getByRole('button', { name: words('fr', 'open.refused.retry') });
      const end = shown.or(mistrusted).or(refused).or(noPage);
      // one that was open in this tab a moment ago opens by itself
      await button.or(end).first().waitFor();
      if (await button.isVisible()) await button.click();
      await end.first().waitFor();
      if (await noPage.isVisible()) return 'refused';
      if (await shown.isVisible()) return 'shown';
      expect(await page.content(), 'nothing of the content is in the page').not.toContain(secretWords);
      expect(await page.locator('iframe').count()).toBe(0);
      expect(await page.locator('body').innerText()).not.toContain(fileName);
      return (await mistrusted.isVisible()) ? 'mistrusted' : 'refused';
    },
  };
}
