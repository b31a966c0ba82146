import { cpuSeconds, peakMegabytes, resetPeak } from './process-cost.ts';

/** One run of one phase: what the person waited and what the server spent meanwhile. */
export type Sample = { milliseconds: number; serverCpuSeconds: number; serverPeakMegabytes: number };

/** Runs a phase and charges it what the given server processes used from its start to its end. */
export async function measure(pids: readonly number[], phase: () => Promise<number>): Promise<Sample> {
  resetPeak(pids);
  const before = cpuSeconds(pids);
  const milliseconds = await phase();
  return {
    milliseconds,
    serverCpuSeconds: cpuSeconds(pids) - before,
    serverPeakMegabytes: peakMegabytes(pids),
  };
}

/** The middle value (of an odd number of values); the mean of the middle two otherwise. @throws on no value. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const low = sorted[(sorted.length - 1) >> 1];
  const high = sorted[sorted.length >> 1];
  if (low === undefined || high === undefined) throw new Error('the median of nothing');
  return (low + high) / 2;
}

/** The medians of a phase's samples. */
export function medians(samples: readonly Sample[]): Sample {
  return {
    milliseconds: median(samples.map((sample) => sample.milliseconds)),
    serverCpuSeconds: median(samples.map((sample) => sample.serverCpuSeconds)),
    serverPeakMegabytes: median(samples.map((sample) => sample.serverPeakMegabytes)),
  };
}

/** One line of the table a person reads. */
export function tableLine(name: string, samples: readonly Sample[]): string {
  const middle = medians(samples);
  const all = samples.map((sample) => Math.round(sample.milliseconds)).join(' ');
  return [
    name.padEnd(58),
    `${Math.round(middle.milliseconds)} ms`.padStart(9),
    `${middle.serverCpuSeconds.toFixed(2)} s`.padStart(8),
    `${Math.round(middle.serverPeakMegabytes)} MB`.padStart(8),
    `  (${all})`,
  ].join('');
}
