import type { CdpPage } from '../test/support/cdp-page.ts';
import type { CdpPipe } from '../test/support/cdp-pipe.ts';
import {
  button,
  fileInput,
  markTime,
  pressSend,
  type SignedIn,
} from '../test/support/compose-by-devtools.ts';
import { words } from '../test/support/words.ts';
import { saving } from './saving.ts';

const stored = `document.querySelectorAll('li[data-status="stored"]').length === 1`;

/** (d) The upload had finished before: milliseconds from the press on Send to the acknowledgement. */
export async function sendAfterUpload(page: CdpPage, file: string): Promise<number> {
  await page.setFiles(fileInput, [file]);
  await page.until(stored);
  await pressSend(page);
  await page.until(markTime('pli:sealed'));
  return page.evaluate<number>(`${markTime('pli:sealed')} - ${markTime('pli:send-pressed')}`);
}

/** (f) From the press on Open to every byte verified, decrypted and whole on the reader's disk. */
export async function openAndSave(browser: CdpPipe, person: SignedIn, reference: string): Promise<number> {
  const page = await person.open(`/e/${reference}`);
  const openButton = button(words('fr', 'open.letter.open'));
  await page.bringToFront();
  await page.until(openButton);
  const saved = await saving(browser, 1, person.contextId);
  // The file's own button is pressed the moment it stands on the page, by the page itself.
  const pressed = await page.evaluate<number>(`(() => {
    const save = () => [...document.querySelectorAll('button')].find((b) => b.textContent.trim() === ${JSON.stringify(words('fr', 'open.reader.saveShort'))});
    const watcher = new MutationObserver(() => { if (save()) { watcher.disconnect(); save().click(); } });
    watcher.observe(document.body, { childList: true, subtree: true });
    const now = Date.now();
    ${openButton}.click();
    return now;
  })()`);
  const done = await saved.done;
  await page.close();
  return done - pressed;
}
