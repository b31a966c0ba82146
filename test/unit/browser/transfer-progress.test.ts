import { describe, expect, it } from 'vitest';
import { addSample, type TransferSample, transferFigures } from '../../../lib/browser/transfer-progress';

const samplesOf = (...points: [number, number][]) =>
  points.reduce<TransferSample[]>((samples, [at, bytesDone]) => addSample(samples, { at, bytesDone }), []);

describe('figures of a transfer', () => {
  it('give speed and time left from what was seen', () => {
    const figures = transferFigures(
      30_000_000,
      100_000_000,
      samplesOf([0, 10_000_000], [1_000, 20_000_000], [2_000, 30_000_000]),
    );
    expect(figures).toMatchObject({ fraction: 0.3, bytesPerSecond: 10_000_000, secondsLeft: 7 });
  });

  it('claim no speed before half a second', () => {
    expect(transferFigures(1, 10, samplesOf([0, 0], [400, 1]))).toMatchObject({
      bytesPerSecond: null,
      secondsLeft: null,
    });
  });

  it('follow a change of network: what is older than the window is forgotten', () => {
    const samples = samplesOf([0, 0], [1_000, 50_000_000], [7_000, 50_000_000], [12_500, 50_000_000]);
    expect(transferFigures(50_000_000, 100_000_000, samples)).toMatchObject({
      bytesPerSecond: 0,
      secondsLeft: null,
    });
  });

  it('start anew when bytes are taken back', () => {
    expect(samplesOf([0, 0], [1_000, 10], [2_000, 5])).toEqual([{ at: 2_000, bytesDone: 5 }]);
  });

  it('never pass the whole, and nothing to do is done', () => {
    expect(transferFigures(11, 10, []).bytesDone).toBe(10);
    expect(transferFigures(0, 0, []).fraction).toBe(1);
  });
});
