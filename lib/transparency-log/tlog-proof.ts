/** Text of the proof of one leaf (C2SP tlog-proof, version 1) under a checkpoint's note. */
export function tlogProof(index: number, hashes: readonly Uint8Array[], note: string): string {
  const lines = hashes.map((hash) => Buffer.from(hash).toString('base64'));
  return ['c2sp.org/tlog-proof@v1', `index ${index}`, ...lines, '', note].join('\n');
}
