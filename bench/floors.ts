import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CdpPage } from '../test/support/cdp-page.ts';
import type { CdpPipe } from '../test/support/cdp-pipe.ts';
import { sliceBytes } from './floor-page.ts';
import { saving } from './saving.ts';

/** The phases that need no Pli: (a) plain upload, (b) encrypting upload, (e) bare GET saved to disk. Milliseconds. */
export type Floors = {
  pid: number;
  plainUpload(): Promise<number>;
  encryptingUpload(): Promise<number>;
  bareGet(): Promise<number>;
  /** (g) fetched in pieces, hashed, decrypted, saved. */
  decryptingGet(): Promise<number>;
  close(): Promise<void>;
};

/** Starts the bare server in a process of its own and opens its page in `browser`. */
export async function startFloors(browser: CdpPipe, file: string): Promise<Floors> {
  const folder = mkdtempSync(join(tmpdir(), 'pli-bench-floor-'));
  const script = fileURLToPath(new URL('./bare-server.ts', import.meta.url));
  const server = spawn(process.execPath, ['--import', 'tsx', script, join(folder, 'slices'), file], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.stdout.once('data', (line: Buffer) => resolve(Number(line.toString())));
    server.once('exit', (code) => reject(new Error(`the bare server ended: ${code}`)));
  });
  const page = await CdpPage.open(browser, `http://127.0.0.1:${port}/`);
  const upload = async (encrypt: boolean) => {
    await page.bringToFront();
    await page.setFiles('input', [file]);
    return page.evaluate<number>(`upload(${encrypt})`);
  };
  return {
    pid: server.pid ?? 0,
    plainUpload: () => upload(false),
    encryptingUpload: () => upload(true),
    bareGet: async () => {
      await page.bringToFront();
      const saved = await saving(browser, 1);
      const pressed = await page.evaluate<number>(
        `(() => { const now = Date.now(); document.querySelector('a').click(); return now; })()`,
      );
      return (await saved.done) - pressed;
    },
    decryptingGet: async () => {
      await page.bringToFront();
      const saved = await saving(browser, 1);
      const pressed = await page.evaluate<number>(`read(${Math.ceil(statSync(file).size / sliceBytes)})`);
      return (await saved.done) - pressed;
    },
    close: async () => {
      await page.close();
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.stdin.end();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
