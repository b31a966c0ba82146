import { statSync } from 'node:fs';
import type { CdpPipe } from './cdp-pipe.ts';

/** A tab. `contextId` gives it cookies and sockets of its own, as another browser would have. */
export class CdpPage {
  private constructor(
    readonly browser: CdpPipe,
    readonly targetId: string,
    private readonly sessionId: string,
  ) {}

  static async open(browser: CdpPipe, url: string, contextId?: string): Promise<CdpPage> {
    const { targetId } = await browser.send('Target.createTarget', {
      url: 'about:blank',
      ...(contextId ? { browserContextId: contextId } : {}),
    });
    const { sessionId } = await browser.send('Target.attachToTarget', { targetId, flatten: true });
    const page = new CdpPage(browser, String(targetId), String(sessionId));
    await page.send('Page.enable');
    await page.goto(url);
    return page;
  }

  send(method: string, params: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    return this.browser.send(method, params, this.sessionId);
  }

  async goto(url: string): Promise<void> {
    const loaded = new Promise<void>((resolve) => {
      const stop = this.browser.listen((event) => {
        if (event.sessionId === this.sessionId && event.method === 'Page.loadEventFired') {
          stop();
          resolve();
        }
      });
    });
    const { errorText } = await this.send('Page.navigate', { url });
    if (errorText !== undefined) throw new Error(`${url}: ${String(errorText)}`);
    await loaded;
  }

  /** Runs an expression in the page, as after a person's click; waits for a promise; @throws what it throws. */
  async evaluate<T>(expression: string): Promise<T> {
    const answer = await this.send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
      userGesture: true,
    });
    const thrown = answer.exceptionDetails as
      | { text: string; exception?: { description?: string } }
      | undefined; // DevTools protocol
    if (thrown) throw new Error(thrown.exception?.description ?? thrown.text);
    return (answer.result as { value: T }).value; // the caller says what the expression gives
  }

  /** Waits until the expression is truthy; @throws after `milliseconds`, naming it. */
  async until(expression: string, milliseconds = 240_000): Promise<void> {
    const deadline = Date.now() + milliseconds;
    for (;;) {
      // A navigation ends the context it is asked in: asked again.
      const truthy = await this.evaluate<boolean>(`Boolean(${expression})`).catch(() => false);
      if (truthy) return;
      if (Date.now() > deadline) throw new Error(`waited ${milliseconds} ms in vain for ${expression}`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  /** Gives real files from disk to `<input type=file>`, as the picker does. */
  async setFiles(selector: string, paths: readonly string[]): Promise<void> {
    for (const path of paths) statSync(path);
    const { result } = await this.send('Runtime.evaluate', {
      expression: `document.querySelector(${JSON.stringify(selector)})`,
    });
    await this.send('DOM.setFileInputFiles', {
      files: paths,
      objectId: (result as { objectId: string }).objectId,
    }); // protocol's shape
  }

  async bringToFront(): Promise<void> {
    await this.browser.send('Target.activateTarget', { targetId: this.targetId });
  }

  async close(): Promise<void> {
    await this.browser.send('Target.closeTarget', { targetId: this.targetId });
  }
}
