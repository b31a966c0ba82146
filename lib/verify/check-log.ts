import { sha256 } from '../envelope-format/digest';
import { verifyTimestampResponse } from '../timestamp/verify-timestamp-response';
import { decodeBase64 } from './base64';
import { type Checkpoint, openCheckpoint } from './checkpoint';
import { Fault } from './fault';
import { isConsistent, sameHash } from './merkle';
import type { Checks, VerifyOptions } from './report';
import type { Sha256 } from './sha256';
import { parseVerifierKey } from './signed-note';

/** What a file says of the log it comes from; nothing of it is trusted. */
export type LogClaim = {
  /** Verifier key as the file has it. */
  logKey: string;
  checkpoint: string;
  /** DER; null while pending. */
  timestamp: Uint8Array | null;
  timestampRoots: string;
};

/** Checks the log's key, the signature of the checkpoint and its timestamp. Null where the checkpoint proves nothing. */
export async function checkLog(
  checks: Checks,
  sha256Sync: Sha256,
  claim: LogClaim,
  options: VerifyOptions,
): Promise<Checkpoint | null> {
  const given = options.logKey?.trim();
  if (given === undefined) checks.pending('log-key', 'log-key-unpinned', { key: claim.logKey.trim() });
  else {
    await checks.run('log-key', () => {
      if (given !== claim.logKey.trim()) throw new Fault('log-key-other', { key: claim.logKey.trim() });
      return { key: given };
    });
  }
  let checkpoint: Checkpoint | null = null;
  await checks.run('checkpoint', () => {
    checkpoint = openCheckpoint(claim.checkpoint, parseVerifierKey(sha256Sync, given ?? claim.logKey));
    return {
      origin: checkpoint.origin,
      size: checkpoint.size,
      root: btoa(String.fromCharCode(...checkpoint.root)),
    };
  });
  const { timestamp } = claim;
  if (timestamp === null) checks.pending('checkpoint-timestamp', 'timestamp-pending');
  else {
    await checks.run('checkpoint-timestamp', () =>
      timestampFacts(timestamp, new TextEncoder().encode(claim.checkpoint), claim.timestampRoots, options),
    );
  }
  return checkpoint;
}

/**
 * Verifies an RFC 3161 response over data. By roots that the file itself brings (`pinned` false) it says what an authority of that
 * name would say, and whoever made the file may have made the authority. @throws TimestampError
 */
export async function timestampFacts(
  response: Uint8Array,
  data: Uint8Array,
  rootsOfFile: string,
  { timestampRoots }: Pick<VerifyOptions, 'timestampRoots'>,
) {
  const expected = { sha256: await sha256(data), rootsPem: timestampRoots ?? rootsOfFile };
  const { time, authority, serial } = await verifyTimestampResponse(response, expected);
  return { time: time.toISOString(), authority, serial, pinned: timestampRoots !== undefined };
}

/** A proof in the file that its checkpoint continues an earlier one, and the root the lines gave at the kept size. */
export type Continuation = {
  consistency: { from: number; hashes: string[] } | null;
  rootAt: Uint8Array | null;
};

/** Checks that the log continues the checkpoint that the auditor kept: else it was forked, and history rewritten. */
export async function checkKept(
  checks: Checks,
  sha256Sync: Sha256,
  checkpoint: Checkpoint,
  { consistency, rootAt }: Continuation,
  options: VerifyOptions & { keptCheckpoint: string },
  logKey: string,
): Promise<void> {
  let kept: Checkpoint;
  try {
    kept = openCheckpoint(options.keptCheckpoint, parseVerifierKey(sha256Sync, options.logKey ?? logKey));
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return checks.failed('kept-checkpoint', 'kept-checkpoint-unreadable', { reason: error.code });
  }
  const facts = { keptSize: kept.size, size: checkpoint.size };
  const forked = () => checks.failed('kept-checkpoint', 'log-forked', facts);
  if (kept.size === checkpoint.size) {
    return sameHash(kept.root, checkpoint.root) ? checks.verified('kept-checkpoint', facts) : forked();
  }
  if (kept.size > checkpoint.size) return checks.pending('kept-checkpoint', 'kept-checkpoint-later', facts);
  if (rootAt) return sameHash(rootAt, kept.root) ? checks.verified('kept-checkpoint', facts) : forked();
  if (kept.size > 0 && consistency?.from !== kept.size) {
    return checks.pending('kept-checkpoint', 'kept-checkpoint-unproved', facts);
  }
  const proof = (consistency?.hashes ?? []).map(decodeBase64);
  const readable = proof.filter((hash) => hash?.length === 32) as Uint8Array[]; // the filter leaves no null
  if (
    readable.length === proof.length &&
    isConsistent(sha256Sync, kept, checkpoint, kept.size > 0 ? readable : [])
  ) {
    return checks.verified('kept-checkpoint', facts);
  }
  return forked();
}
