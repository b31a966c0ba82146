import { CdpPage } from './cdp-page.ts';
import type { CdpPipe } from './cdp-pipe.ts';
import type { HttpPerson } from './http-person.ts';
import { words } from './words.ts';

/** A browser of its own (cookies, sockets) with a signed-in person's session. */
export type SignedIn = {
  contextId: string;
  open: (path: string) => Promise<CdpPage>;
  close: () => Promise<void>;
};

/** The browser of somebody who is signed in already. */
export async function signedIn(browser: CdpPipe, person: HttpPerson): Promise<SignedIn> {
  const { baseUrl } = person;
  const { browserContextId } = await browser.send('Target.createBrowserContext');
  const contextId = String(browserContextId);
  const cookies = [...person.cookies].map(([name, value]) => ({
    name,
    value,
    url: baseUrl,
    httpOnly: true,
    sameSite: 'Lax',
  }));
  await browser.send('Storage.setCookies', { browserContextId: contextId, cookies });
  return {
    contextId,
    open: (path) => CdpPage.open(browser, new URL(path, baseUrl).href, contextId),
    close: async () => {
      await browser.send('Target.disposeBrowserContext', { browserContextId: contextId });
    },
  };
}

export const fileInput = 'input[type="file"]:not([webkitdirectory])';
/** Expression of the enabled button with that text. */
export const button = (text: string) =>
  `[...document.querySelectorAll('button')].find((b) => b.textContent.trim() === ${JSON.stringify(text)} && !b.disabled)`;
const sendButton = button(words('fr', 'compose.send.action'));

/** A compose page, written but for its file. */
export async function writtenLetter(person: SignedIn, recipient: string): Promise<CdpPage> {
  const page = await person.open('/compose');
  await page.until(
    `document.querySelector('[contenteditable="true"]') && document.querySelector('${fileInput}')`,
  );
  await typeInto(page, labelled(words('fr', 'compose.fields.to')), recipient);
  await page.send('Input.dispatchKeyEvent', {
    type: 'keyDown',
    key: 'Enter',
    code: 'Enter',
    windowsVirtualKeyCode: 13,
  });
  await page.send('Input.dispatchKeyEvent', {
    type: 'keyUp',
    key: 'Enter',
    code: 'Enter',
    windowsVirtualKeyCode: 13,
  });
  await typeInto(page, labelled(words('fr', 'compose.fields.title')), 'Mesure');
  await typeInto(page, `document.querySelector('[contenteditable="true"]')`, 'Bonjour');
  return page;
}

/** Presses Send and confirms. */
export async function pressSend(page: CdpPage): Promise<void> {
  await page.until(sendButton);
  await page.evaluate(`${sendButton}.click()`);
}

/** Expression of the page's own mark, in its own clock: `pli:sealed` when the seal's answer is there, `pli:send-pressed`. */
export const markTime = (name: string) =>
  `(performance.getEntriesByName(${JSON.stringify(name)}).at(-1)?.startTime ?? 0)`;

/** The file is dropped and Send pressed at once: milliseconds from the drop, which comes first, to the acknowledgement. */
export async function dropAndSend(
  page: CdpPage,
  file: string,
  whileUploading: () => Promise<void> = async () => {},
): Promise<number> {
  const dropped = await page.evaluate<number>('performance.now()');
  await page.setFiles(fileInput, [file]);
  await pressSend(page);
  await whileUploading();
  await page.until(markTime('pli:sealed'));
  return (await page.evaluate<number>(markTime('pli:sealed'))) - dropped;
}

function labelled(text: string): string {
  return `document.getElementById([...document.querySelectorAll('label')].find((l) => l.textContent.trim().replace(/ \\*$/, '') === ${JSON.stringify(text)})?.htmlFor)`;
}

async function typeInto(page: CdpPage, element: string, text: string): Promise<void> {
  await page.until(element);
  await page.evaluate(`${element}.focus()`);
  await page.send('Input.insertText', { text });
}
