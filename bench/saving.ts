import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CdpPipe } from '../test/support/cdp-pipe.ts';

/**
 * Lets the browser save files into a folder made for it, and tells when `count` of them are whole on disk: `done` is the
 * time (milliseconds since 1970) at which the last was. The folder goes with the next call or with `forget`.
 * @throws (through `done`) when a download is cancelled, or nothing is whole after two minutes.
 */
export async function saving(
  browser: CdpPipe,
  count: number,
  contextId?: string,
): Promise<{ folder: string; done: Promise<number>; forget: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'pli-bench-saved-'));
  await browser.send('Browser.setDownloadBehavior', {
    behavior: 'allowAndName',
    downloadPath: folder,
    eventsEnabled: true,
    ...(contextId ? { browserContextId: contextId } : {}),
  });
  const forget = () => rmSync(folder, { recursive: true, force: true });
  const done = new Promise<number>((resolve, reject) => {
    let whole = 0;
    const late = setTimeout(
      () => finish(() => reject(new Error(`${whole} of ${count} files saved in 120 s`))),
      120_000,
    );
    const stop = browser.listen(({ method, params }) => {
      if (method !== 'Browser.downloadProgress') return;
      if (params.state === 'canceled') finish(() => reject(new Error('the download was cancelled')));
      if (params.state === 'completed' && ++whole === count) finish(() => resolve(Date.now()));
    });
    const finish = (settle: () => void) => {
      clearTimeout(late);
      stop();
      settle();
    };
  });
  done.finally(forget).catch(() => undefined);
  return { folder, done, forget };
}
