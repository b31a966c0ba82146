import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { chromiumFlags } from './chromium.ts';

type Reply = {
  id?: number;
  method?: string;
  params?: Record<string, unknown>;
  sessionId?: string;
  result?: Record<string, unknown>;
  error?: { message: string };
};
export type CdpEvent = { method: string; params: Record<string, unknown>; sessionId: string | undefined };

const flags = [...chromiumFlags, '--disable-dev-shm-usage', '--window-size=1280,900'];

/**
 * Chromium driven by the DevTools protocol over a pipe. The Network domain stays off: it copies every body and would
 * slow what we measure (docs/decisions). `close` ends the browser and removes its profile.
 */
export class CdpPipe {
  private nextId = 1;
  private readonly waiting = new Map<
    number,
    { resolve: (result: Record<string, unknown>) => void; reject: (e: Error) => void }
  >();
  private readonly listeners = new Set<(event: CdpEvent) => void>();
  private unread: Buffer[] = [];

  private constructor(
    readonly process: ChildProcess,
    private readonly profile: string,
    private readonly toBrowser: Writable,
    fromBrowser: Readable,
  ) {
    fromBrowser.on('data', (chunk: Buffer) => this.read(chunk));
    process.once('exit', () => {
      for (const { reject } of this.waiting.values()) reject(new Error('Chromium ended'));
      this.waiting.clear();
    });
  }

  static async launch(executable = process.env.CHROMIUM ?? '/usr/bin/chromium'): Promise<CdpPipe> {
    const profile = mkdtempSync(join(tmpdir(), 'pli-chromium-profile-'));
    const child = spawn(
      executable,
      [...flags, `--user-data-dir=${profile}`, '--remote-debugging-pipe', 'about:blank'],
      { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
    );
    // stdio 3 and 4 are pipes because the line above says so; Node's type does not know which way each goes.
    const browser = new CdpPipe(child, profile, child.stdio[3] as Writable, child.stdio[4] as Readable);
    await browser.send('Browser.getVersion');
    return browser;
  }

  /** @throws Error with Chromium's words when it refuses the command. */
  send(
    method: string,
    params: Record<string, unknown> = {},
    sessionId?: string,
  ): Promise<Record<string, unknown>> {
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, {
        resolve,
        reject: (error) => reject(new Error(`${method}: ${error.message}`)),
      });
      this.toBrowser.write(
        `${JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) })}\0`,
      );
    });
  }

  /** Calls `listener` for every event until the returned function is called. */
  listen(listener: (event: CdpEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    await this.send('Browser.close').catch(() => undefined);
    const late = setTimeout(() => this.process.kill('SIGKILL'), 5_000);
    await ended;
    clearTimeout(late);
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  private read(chunk: Buffer): void {
    let from = 0;
    for (let end = chunk.indexOf(0); end !== -1; end = chunk.indexOf(0, from)) {
      this.unread.push(chunk.subarray(from, end));
      const message = Buffer.concat(this.unread).toString('utf8');
      this.unread = [];
      from = end + 1;
      this.dispatch(JSON.parse(message) as Reply); // the protocol's own shape
    }
    if (from < chunk.length) this.unread.push(chunk.subarray(from));
  }

  private dispatch(reply: Reply): void {
    if (reply.id === undefined) {
      if (reply.method === undefined) return;
      const event = { method: reply.method, params: reply.params ?? {}, sessionId: reply.sessionId };
      for (const listener of [...this.listeners]) listener(event);
      return;
    }
    const waiting = this.waiting.get(reply.id);
    this.waiting.delete(reply.id);
    if (reply.error) waiting?.reject(new Error(reply.error.message));
    else waiting?.resolve(reply.result ?? {});
  }
}
