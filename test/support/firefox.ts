import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { until } from './pli.ts';

const executable = process.env.FIREFOX ?? '/usr/bin/firefox-esr';

/** Of its own: it asks nothing of the net, and picks a free port for Marionette, which it writes to its profile. */
const preferences = `
user_pref("marionette.port", 0);
user_pref("app.update.disabledForTesting", true);
user_pref("app.normandy.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("extensions.update.enabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("services.settings.server", "data:,");
user_pref("toolkit.telemetry.enabled", false);
user_pref("intl.accept_languages", "fr-FR, fr");
`;

type Answer = { value?: unknown };

/** Debian's Firefox without a window, driven over Marionette: the WebDriver commands by their names, one after the other. */
export class Firefox {
  private constructor(
    private readonly child: ChildProcess,
    private readonly profile: string,
    private readonly socket: Socket,
  ) {}

  private asked = 0;
  private readonly waiting = new Map<
    number,
    { answer: (value: Answer) => void; fail: (error: Error) => void }
  >();

  /** @throws with what to install where it is missing */
  static async launch(extraPreferences = ''): Promise<Firefox> {
    if (!existsSync(executable))
      throw new Error(`no Firefox at ${executable}: run "apt-get install firefox-esr"`);
    const profile = mkdtempSync(path.join(tmpdir(), 'pli-firefox-'));
    writeFileSync(path.join(profile, 'user.js'), preferences + extraPreferences);
    const child = spawn(
      executable,
      ['--headless', '--marionette', '--no-remote', '--profile', profile, 'about:blank'],
      { stdio: 'ignore', env: { ...process.env, HOME: profile, MOZ_CRASHREPORTER_DISABLE: '1' } },
    );
    const portFile = path.join(profile, 'MarionetteActivePort');
    try {
      await until(
        () => existsSync(portFile) && readFileSync(portFile, 'utf8') !== '',
        120,
        'Firefox did not start',
      );
      const socket = createConnection(Number(readFileSync(portFile, 'utf8')), '127.0.0.1');
      const firefox = new Firefox(child, profile, socket);
      firefox.listen();
      await firefox.send('WebDriver:NewSession', {
        capabilities: { alwaysMatch: { acceptInsecureCerts: true } },
      });
      return firefox;
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    }
  }

  async send(command: string, parameters: object = {}): Promise<Answer> {
    const id = ++this.asked;
    const text = JSON.stringify([0, id, command, parameters]);
    const answered = new Promise<Answer>((answer, fail) => this.waiting.set(id, { answer, fail }));
    this.socket.write(`${Buffer.byteLength(text)}:${text}`);
    return answered;
  }

  async goto(url: string): Promise<void> {
    await this.send('WebDriver:Navigate', { url });
  }

  /** The body of a function; what it gives back, promises waited for. */
  async run<T>(script: string, args: unknown[] = []): Promise<T> {
    const { value } = await this.send('WebDriver:ExecuteScript', { script, args });
    return value as T; // the caller says what the script gives
  }

  /** Waits until the expression is truthy; @throws after `seconds`, naming it. */
  async until(expression: string, seconds = 60): Promise<void> {
    const holds = () => this.run<boolean>(`return Boolean(${expression})`).catch(() => false);
    await until(holds, seconds, `waited ${seconds} s in vain for ${expression}`);
  }

  /** Presses the first control with these words, as a person does. */
  async press(label: string): Promise<void> {
    const control = `[...document.querySelectorAll('button, a')].find((one) => one.textContent.trim() === ${JSON.stringify(label)} && !one.disabled)`;
    await this.until(control);
    const { value } = await this.send('WebDriver:ExecuteScript', { script: `return ${control}`, args: [] });
    const id = Object.values(value as Record<string, string>)[0]; // W3C WebDriver, section 12: one element reference
    await this.send('WebDriver:ElementClick', { id });
  }

  /** Fills the field with this label, key by key. */
  async type(label: string, text: string): Promise<void> {
    const field = `[...document.querySelectorAll('label')].find((one) => one.textContent.trim() === ${JSON.stringify(label)})?.control`;
    await this.until(field);
    const { value } = await this.send('WebDriver:ExecuteScript', { script: `return ${field}`, args: [] });
    const id = Object.values(value as Record<string, string>)[0]; // W3C WebDriver, section 12: one element reference
    await this.send('WebDriver:ElementSendKeys', { id, text });
  }

  /** W3C WebDriver, "Print Page": sizes in centimetres. */
  async print(paper: { width: number; height: number }, margin: number): Promise<Uint8Array> {
    const sides = { top: margin, bottom: margin, left: margin, right: margin };
    const { value } = await this.send('WebDriver:Print', { page: paper, margin: sides, background: false });
    return Buffer.from(String(value), 'base64');
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.socket.destroy();
    this.child.kill('SIGKILL');
    await ended;
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  /** `length:json`, as often as it comes; the first greets. */
  private listen(): void {
    let held = Buffer.alloc(0);
    this.socket.on('data', (bytes) => {
      held = Buffer.concat([held, bytes]);
      for (;;) {
        const colon = held.indexOf(':');
        const length = Number(held.subarray(0, colon).toString());
        if (colon < 0 || held.length < colon + 1 + length) return;
        this.hear(JSON.parse(held.subarray(colon + 1, colon + 1 + length).toString('utf8')));
        held = held.subarray(colon + 1 + length);
      }
    });
    this.socket.on('error', () => undefined); // whoever waits is told below
    this.socket.on('close', () => {
      for (const { fail } of this.waiting.values()) fail(new Error('Firefox has ended'));
    });
  }

  private hear(message: unknown): void {
    if (!Array.isArray(message)) return;
    const [, id, error, result] = message as [number, number, { message: string } | null, Answer | null]; // Marionette
    const asked = this.waiting.get(id);
    this.waiting.delete(id);
    if (error) asked?.fail(new Error(error.message));
    else asked?.answer(result ?? {});
  }
}
