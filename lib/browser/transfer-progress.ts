/** What a person is shown of a running transfer. */
export type TransferFigures = {
  bytesDone: number;
  bytesTotal: number;
  /** 0 to 1; 1 for nothing to do. */
  fraction: number;
  bytesPerSecond: number | null;
  secondsLeft: number | null;
};

/** Moments of the recent past from which the speed is taken; `at` in milliseconds of any steady clock. */
export type TransferSample = { at: number; bytesDone: number };

/** The window the speed is measured over: long enough to be calm, short enough to follow a change of network. */
export const speedWindowMs = 5_000;

/** Adds a sample and forgets what is older than the window (keeping one older sample as its left edge). */
export function addSample(samples: readonly TransferSample[], sample: TransferSample): TransferSample[] {
  const last = samples.at(-1);
  // Bytes can shrink when a file is cancelled or sent again: the past then says nothing about the speed.
  const past = last && last.bytesDone > sample.bytesDone ? [] : samples;
  const kept = past.filter((_, i) => (past[i + 1]?.at ?? sample.at) >= sample.at - speedWindowMs);
  return [...kept, sample];
}

/** Figures of a transfer; speed and time left stay null until half a second has been seen. */
export function transferFigures(
  bytesDone: number,
  bytesTotal: number,
  samples: readonly TransferSample[],
): TransferFigures {
  const done = Math.min(Math.max(bytesDone, 0), bytesTotal);
  const speed = speedOf(samples);
  return {
    bytesDone: done,
    bytesTotal,
    fraction: bytesTotal === 0 ? 1 : done / bytesTotal,
    bytesPerSecond: speed,
    secondsLeft: speed === null || speed === 0 ? null : Math.ceil((bytesTotal - done) / speed),
  };
}

function speedOf(samples: readonly TransferSample[]): number | null {
  const first = samples[0];
  const last = samples.at(-1);
  if (!first || !last || last.at - first.at < 500) return null;
  return ((last.bytesDone - first.bytesDone) * 1000) / (last.at - first.at);
}
