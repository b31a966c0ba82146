import { emptyRoot, hashPair } from './merkle';

/** The roots of a tree's greatest complete subtrees, by height: all that is needed to go on, and to say its root. */
export type Peaks = (Uint8Array | null)[];

/** Appends a leaf hash. */
export function addToPeaks(peaks: Peaks, leafHash: Uint8Array): void {
  let hash = leafHash;
  let height = 0;
  for (let peak = peaks[height]; peak; peak = peaks[++height]) {
    hash = hashPair(peak, hash);
    peaks[height] = null;
  }
  peaks[height] = hash;
}

/** MTH of the tree (RFC 6962, section 2.1). */
export function rootOfPeaks(peaks: Peaks): Uint8Array {
  let root: Uint8Array | null = null;
  for (const peak of peaks) if (peak) root = root ? hashPair(peak, root) : peak;
  return root ?? emptyRoot;
}
