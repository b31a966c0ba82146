import { checkKept } from './check-log';
import { openCheckpoint } from './checkpoint';
import { Fault } from './fault';
import type { Checks, VerifyOptions } from './report';
import { loadSha256 } from './sha256';
import { parseVerifierKey } from './signed-note';
import { parseTlogProof } from './tlog-proof';

/**
 * Reads a proof that stands alone: what its checkpoint is, and that the log's key signed it. Which entry it proves only the entry's
 * leaf can say, which an export or a bundle holds.
 */
export async function verifyLogProof(checks: Checks, text: string, options: VerifyOptions): Promise<void> {
  const sha256 = await loadSha256();
  const { logKey } = options;
  if (logKey === undefined) return checks.failed('log-key', 'log-key-needed');
  await checks.run('checkpoint', () => {
    const proof = parseTlogProof(text);
    const { size, origin } = openCheckpoint(proof.checkpoint, parseVerifierKey(sha256, logKey));
    if (proof.index >= size) throw new Fault('proof-malformed', { index: proof.index, size });
    return { origin, size, index: proof.index };
  });
  checks.pending('entries', 'entry-not-given');
}

/** A checkpoint (signed note) alone: that the log's key signed it, and that it is or continues the kept one. */
export async function verifyCheckpointFile(
  checks: Checks,
  note: string,
  options: VerifyOptions,
): Promise<void> {
  const sha256 = await loadSha256();
  const { logKey, keptCheckpoint } = options;
  if (logKey === undefined) return checks.failed('log-key', 'log-key-needed');
  const found = await checks.run('checkpoint', () => {
    const { size, origin } = openCheckpoint(note, parseVerifierKey(sha256, logKey));
    return { origin, size };
  });
  if (!found || keptCheckpoint === undefined) return;
  const checkpoint = openCheckpoint(note, parseVerifierKey(sha256, logKey));
  const continuation = { consistency: null, rootAt: null };
  await checkKept(checks, sha256, checkpoint, continuation, { ...options, keptCheckpoint }, logKey);
}
