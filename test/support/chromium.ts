import { existsSync } from 'node:fs';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';

/** Without a window, and without calls of its own to anywhere. */
export const chromiumFlags: readonly string[] = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Without a locale it reads no file whose name holds an accent; people have one, a bare machine may not. */
const namesInUtf8 = { LANG: 'C.UTF-8' };

const whole = process.env.CHROMIUM ?? '/usr/bin/chromium';
/** The same engine without the browser's own windows, menus and services: half the processor time of a journey. */
const shell = '/usr/bin/chromium-headless-shell';

/**
 * Debian's Chromium, headless, with `flags` of its own besides, and without those of Playwright's that are named. Its shell where it is
 * there, but for who asks for the `whole` browser: what is measured, or hangs on more than the engine.
 * @throws with what to install where it is missing.
 */
export async function launchChromium({
  flags = [],
  without = [],
  whole: isWhole = false,
}: {
  flags?: readonly string[];
  without?: readonly string[];
  whole?: boolean;
} = {}): Promise<Browser> {
  const executablePath = !isWhole && process.env.CHROMIUM === undefined && existsSync(shell) ? shell : whole;
  if (!existsSync(executablePath)) {
    throw new Error(
      `no Chromium at ${executablePath}: run "apt-get install chromium", or set CHROMIUM to a browser`,
    );
  }
  return chromium.launch({
    executablePath,
    args: [...chromiumFlags, ...flags],
    ignoreDefaultArgs: [...without],
    env: { ...namesInUtf8, ...process.env },
  });
}

/** One person at one browser: cookies of their own, one page, and everything the console complained about. */
export type Visitor = {
  context: BrowserContext;
  page: Page;
  /** Console errors, page errors and CSP violations seen so far that `expect` does not cover. */
  complaints: string[];
  /** Complaints matching this are part of the story, e.g. a refused request; from now on. */
  expectComplaint: (pattern: RegExp) => void;
  /** @throws when anything was complained about that the story does not explain. */
  leave: () => Promise<void>;
};

/** Opens a browser window for one person at the Pli under `baseURL`. */
export async function newVisitor(
  browser: Browser,
  baseURL: string,
  options: BrowserContextOptions = {},
): Promise<Visitor> {
  const context = await browser.newContext({
    baseURL,
    acceptDownloads: true,
    locale: 'fr-FR',
    timezoneId: 'UTC',
    ...options,
  });
  context.setDefaultTimeout(60_000);
  const complaints: string[] = [];
  const expected: RegExp[] = [];
  const complain = (text: string) => {
    if (!expected.some((pattern) => pattern.test(text))) complaints.push(text);
  };
  const watch = (page: Page) => {
    page.on('console', (message) => {
      if (message.type() === 'error') complain(`${message.text()} (${message.location().url})`);
    });
    page.on('pageerror', (error) => complain(`page error: ${error.message}\n${error.stack ?? ''}`));
    page.on('crash', () => complain('the page crashed'));
  };
  context.on('page', watch);
  const page = withPatience(await context.newPage());
  return {
    context,
    page,
    complaints,
    expectComplaint: (pattern) => void expected.push(pattern),
    leave: async () => {
      await context.close();
      if (complaints.length > 0) throw new Error(`the browser complained:\n${complaints.join('\n')}`);
    },
  };
}

/** `goto` and `reload` of this page also wait until React has taken over its controls: a press before that is lost. */
function withPatience(page: Page): Page {
  const [goto, reload] = [page.goto.bind(page), page.reload.bind(page)];
  page.goto = async (...args) => {
    const answer = await goto(...args);
    await untilAlive(page);
    return answer;
  };
  page.reload = async (...args) => {
    const answer = await reload(...args);
    await untilAlive(page);
    return answer;
  };
  return page;
}

/** Not for ever: a page may hold a control that is none of React's. */
async function untilAlive(page: Page): Promise<void> {
  for (let looks = 0; looks < 100; looks++) {
    const isAlive = await page
      .evaluate(() =>
        [
          ...document.querySelectorAll(':is(button, input, select, textarea):not([aria-hidden="true"])'),
        ].every((control) => Object.keys(control).some((key) => key.startsWith('__reactProps'))),
      )
      .catch(() => false); // it goes on to another page
    if (isAlive) return;
    await page.waitForTimeout(50);
  }
}
