/**
 * How fast Pli seals and opens 100 MB beside what this machine and this browser can do at all, and what it costs the server. One run,
 * all phases interleaved, medians of five rounds after one that does not count.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { CdpPipe } from '../../test/support/cdp-pipe.ts';
import { Ceph, cephInstalled } from '../../test/support/ceph.ts';
import { Pli } from '../../test/support/pli.ts';
import { randomFile } from '../../test/support/random-file.ts';
import { type Floors, startFloors } from '../floors.ts';
import { measure, median, medians, type Sample, tableLine } from '../measure.ts';
import type { Begun, Keys } from '../part.ts';
import { PliBench } from '../pli-bench.ts';
import { residentMegabytes, watchPages, watchResident } from '../process-cost.ts';
import { tenAtOnce } from '../ten-at-once.ts';

const fileBytes = 100_000_000;
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
/** After its start, until web has collected what starting took. */
const idleSeconds = 20;

const phases = {
  a: '(a) floor: 100 MB in 8 MiB slices, 3 in flight',
  b: '(b) floor with AES-256-GCM in a worker',
  c: '(c) Pli: dropped and sent at once, to acknowledged',
  hidden: '    the same in a hidden tab',
  d: '(d) Pli: Send after the upload, to acknowledged',
  e: '(e) floor: bare GET, saved',
  g: '(g) floor: fetched, hashed and decrypted natively, saved',
  f: '(f) Pli: Open, to verified and saved',
  cS3: '(c) on Ceph',
  dS3: '(d) on Ceph',
  fS3: '(f) on Ceph',
} as const;
type Phase = keyof typeof phases;

/** Every key about 100 MB, and what the processes held meanwhile. */
export async function files(begun: Begun): Promise<Keys> {
  const file = await randomFile(fileBytes);
  const browser = await CdpPipe.launch();
  begun.push(() => browser.close());
  const floors = await startFloors(browser, file);
  begun.push(floors.close);
  const disk = await startPli(begun, browser, {});
  await sleep(idleSeconds * 1_000);
  const webIdle = residentMegabytes(disk.pli.pid('web'));
  const stopWatching = watchResident({
    web: disk.pli.pid('web'),
    worker: disk.pli.pid('worker'),
    supervisor: disk.pli.pid('supervisor'),
  });
  const s3 = cephInstalled ? await startOnCeph(begun, browser) : null;
  if (s3 === null) console.log('Ceph is not installed: the figures on S3 are left out (null).');

  const samples = Object.fromEntries(Object.keys(phases).map((name) => [name, []])) as unknown as Record<
    Phase,
    Sample[]
  >; // every key just made
  const pagePeaks: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const got = await oneRound(browser, floors, disk, s3, file);
    if (round === 0) continue; // the round that warms caches, compilers and connections
    for (const [name, sample] of Object.entries(got.samples)) samples[name as Phase].push(sample); // keys of `phases`
    pagePeaks.push(got.pagePeakMegabytes);
  }
  const growth = await tenAtOnce(browser, disk, file);
  const highest = stopWatching();
  return report(samples, pagePeaks, growth, {
    web_rss_idle_mb: Math.round(webIdle),
    web_rss_peak_mb: Math.round(highest.web),
    worker_rss_mb: Math.round(highest.worker),
    supervisor_rss_mb: Math.round(highest.supervisor),
  });
}

async function oneRound(browser: CdpPipe, floors: Floors, disk: PliBench, s3: PliBench | null, file: string) {
  const a = await measure([floors.pid], () => floors.plainUpload());
  const b = await measure([floors.pid], () => floors.encryptingUpload());
  const stop = watchPages(() => rendererPids(browser));
  const c = await measure(disk.pids, () => disk.dropAndSend(file));
  const sendingPage = await stop();
  const hidden = await measure(disk.pids, () => disk.dropAndSend(file, true));
  const d = await measure(disk.pids, () => disk.sendAfterUpload(file));
  const e = await measure([floors.pid], () => floors.bareGet());
  const g = await measure([floors.pid], () => floors.decryptingGet());
  const stopReading = watchPages(() => rendererPids(browser));
  const f = await measure(disk.pids, () => disk.openAndSave());
  const readingPage = await stopReading();
  const onS3 =
    s3 === null
      ? {}
      : {
          cS3: await measure(s3.pids, () => s3.dropAndSend(file)),
          dS3: await measure(s3.pids, () => s3.sendAfterUpload(file)),
          fS3: await measure(s3.pids, () => s3.openAndSave()),
        };
  return {
    samples: { a, b, c, hidden, d, e, g, f, ...onS3 },
    pagePeakMegabytes: Math.max(sendingPage.own, readingPage.own),
  };
}

async function startPli(begun: Begun, browser: CdpPipe, env: Record<string, string>): Promise<PliBench> {
  const pli = await Pli.start({ env });
  begun.push(() => pli.stop());
  const bench = await PliBench.over(browser, pli);
  begun.push(() => bench.close());
  return bench;
}

async function startOnCeph(begun: Begun, browser: CdpPipe): Promise<PliBench> {
  const ceph = await Ceph.start();
  begun.push(() => ceph.stop());
  return startPli(begun, browser, ceph.settings('pli-bench'));
}

async function rendererPids(browser: CdpPipe): Promise<number[]> {
  const { processInfo } = await browser.send('SystemInfo.getProcessInfo');
  return (processInfo as { type: string; id: number }[])
    .filter(({ type }) => type === 'renderer')
    .map(({ id }) => id); // DevTools protocol
}

function report(
  samples: Record<Phase, Sample[]>,
  pagePeaks: readonly number[],
  growthMegabytes: number,
  memory: Record<string, number>,
): Keys {
  console.log(
    `${'median of each phase, of one file of 100,000,000 bytes'.padEnd(58)}${'time'.padStart(9)}${'CPU'.padStart(8)}${'peak'.padStart(8)}`,
  );
  for (const [name, title] of Object.entries(phases)) {
    const taken = samples[name as Phase]; // keys of `phases`
    if (taken.length > 0) console.log(tableLine(title, taken));
  }
  console.log(
    'CPU and peak memory: of web and worker (floors: of the bare server), from /proc. Page: private and shared memory of the',
  );
  console.log(
    "one renderer that held most (RssAnon + RssShmem; the browser's own program pages are not the page's), sending or reading.",
  );
  const of = (name: Phase) => medians(samples[name]);
  const rounded = (value: number, digits: number) => Number(value.toFixed(digits));
  return {
    seal_vs_encrypting_floor: rounded(of('c').milliseconds / of('b').milliseconds, 2),
    send_after_upload_ms: Math.round(of('d').milliseconds),
    open_vs_get: rounded(of('f').milliseconds / of('e').milliseconds, 2),
    open_vs_decrypting_floor: rounded(of('f').milliseconds / of('g').milliseconds, 2),
    hidden_vs_front: rounded(of('hidden').milliseconds / of('c').milliseconds, 2),
    server_cpu_s_disk: rounded(of('c').serverCpuSeconds, 2),
    server_cpu_s_s3: samples.cS3.length > 0 ? rounded(of('cS3').serverCpuSeconds, 2) : null,
    server_rss_growth_mb: Math.round(growthMegabytes),
    page_peak_mb: Math.round(median(pagePeaks)),
    ...memory,
  };
}
