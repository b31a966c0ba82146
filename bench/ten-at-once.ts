import type { CdpPipe } from '../test/support/cdp-pipe.ts';
import { dropAndSend, signedIn, writtenLetter } from '../test/support/compose-by-devtools.ts';
import type { PliBench } from './pli-bench.ts';
import { peakMegabytes, resetPeak } from './process-cost.ts';

/**
 * By how many 10^6 bytes the highest memory of web and worker grows when ten browsers (own cookies, own sockets) send
 * 100 MB at the same time, against one.
 */
export async function tenAtOnce(browser: CdpPipe, bench: PliBench, file: string): Promise<number> {
  const one = await peakOf(browser, bench, file, 1);
  const ten = await peakOf(browser, bench, file, 10);
  console.log(
    `ten uploads at once: ${Math.round(ten)} MB; one: ${Math.round(one)} MB (highest resident memory of web and worker)`,
  );
  return ten - one;
}

async function peakOf(browser: CdpPipe, bench: PliBench, file: string, uploads: number): Promise<number> {
  const senders = await Promise.all(Array.from({ length: uploads }, () => signedIn(browser, bench.author)));
  const pages = [];
  for (const sender of senders) pages.push(await writtenLetter(sender, bench.recipient.email));
  resetPeak(bench.pids);
  await Promise.all(pages.map((page) => dropAndSend(page, file)));
  const peak = peakMegabytes(bench.pids);
  await Promise.all(senders.map((sender) => sender.close()));
  return peak;
}
