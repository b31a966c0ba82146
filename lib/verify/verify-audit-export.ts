import type { HeadLine } from '../audit-format/export-lines';
import { decodeBase64 } from './base64';
import { checkKept, checkLog } from './check-log';
import type { Checkpoint } from './checkpoint';
import { openCheckpoint } from './checkpoint';
import { digestAhead } from './digest-group';
import { checkHead } from './export-end';
import { choosesEntries, readHead } from './export-head';
import { Fault, newerCode } from './fault';
import { sameHash } from './merkle';
import type { Lines } from './read-lines';
import type { Checks, VerifyOptions } from './report';
import { loadSha256, type Sha256 } from './sha256';
import { parseVerifierKey } from './signed-note';
import { LineVerifier } from './verify-lines';

/**
 * Verifies an export with proofs (docs/audit-log.md, section 3) as it streams by: the memory of some megabytes whatever its size.
 * Adds checks log-key, checkpoint, checkpoint-timestamp, entries, numbers, tree, head, kept-checkpoint.
 */
export async function verifyAuditExport(
  checks: Checks,
  groups: AsyncGenerator<Lines>,
  options: VerifyOptions = {},
): Promise<void> {
  const sha256 = await loadSha256();
  let first: IteratorResult<Lines>;
  let headEnd: number;
  let head: ReturnType<typeof readHead>;
  let headHash: string;
  try {
    first = await groups.next();
    if (first.done) throw new Fault('file-truncated');
    headEnd = first.value.bytes.indexOf(10) + 1;
    head = readHead(first.value.bytes.subarray(0, headEnd));
    headHash = sha256.hex(first.value.bytes.subarray(0, headEnd));
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return checks.refused('file', error.code, error.facts);
  }
  const timestamp = head.timestamp === null ? null : (decodeBase64(head.timestamp) ?? new Uint8Array(0));
  const { log: logKey, timestampRoots } = head.keys;
  checks.verified('file', { filtered: head.filter !== null });
  const claim = { logKey, checkpoint: head.checkpoint, timestamp, timestampRoots };
  const checkpoint = await checkLog(checks, sha256, claim, options);

  const lines = new LineVerifier(sha256, {
    organisation: head.organisation.id,
    numbers: head.numbers,
    rootAt: sizeOf(sha256, options.keptCheckpoint, options.logKey ?? logKey),
  });
  const { readAhead } = options;
  let cut: Fault | null = null;
  try {
    const digested = digestAhead(first.value, headEnd, groups, head.organisation.id, readAhead);
    for await (const { group, from, digest } of digested) lines.read(group, from, digest);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    cut = error;
  }
  if (lines.newer !== null) return checks.pending('entries', newerCode, lines.newer);
  conclude(checks, lines, head, checkpoint, cut);
  await checkHead(checks, sha256, { head, headHash, end: lines.end }, options.logKey ?? logKey);
  const { keptCheckpoint } = options;
  if (checkpoint && keptCheckpoint !== undefined) {
    const continuation = { consistency: head.consistency, rootAt: lines.rootAt };
    await checkKept(checks, sha256, checkpoint, continuation, { ...options, keptCheckpoint }, logKey);
  }
}

function conclude(
  checks: Checks,
  lines: LineVerifier,
  head: HeadLine,
  checkpoint: Checkpoint | null,
  cut: Fault | null,
): void {
  const { numbers } = head;
  const { root, numbersFault } = lines.finish(checkpoint?.size ?? null);
  // What follows an end line and has none of its own is a line like any other.
  const cutCode = cut?.code === 'file-truncated' && lines.end ? 'line-after-end' : cut?.code;
  if (cut && !lines.faults.some(({ code }) => code === cutCode)) {
    checks.failed('entries', cutCode ?? cut.code, cut.facts);
  }
  for (const { code, facts } of lines.faults) checks.failed('entries', code, facts);
  const unnamed = lines.faultCount - lines.faults.length;
  if (unnamed > 0) checks.failed('entries', 'more-faults', { count: unnamed });
  if (lines.faultCount === 0 && !cut) {
    const { entries, leftOut, clientsLeftOut, firstAt, lastAt } = lines;
    checks.verified('entries', { entries, leftOut, clientsLeftOut, from: firstAt, to: lastAt });
  }
  if (numbersFault) checks.failed('numbers', numbersFault.code, numbersFault.facts);
  else if (numbers) checks.verified('numbers', numbers);
  else if (choosesEntries(head)) checks.pending('numbers', 'numbers-not-claimed', { leftOut: lines.leftOut });
  // who chose nothing has no reason not to say from which number to which
  else checks.failed('numbers', 'numbers-withheld');
  if (!checkpoint || !root || cut) checks.pending('tree', 'not-checked');
  else if (sameHash(root, checkpoint.root)) checks.verified('tree', { size: checkpoint.size });
  else checks.failed('tree', 'root-other', { size: checkpoint.size });
}

/** Tree size of a kept checkpoint; null where there is none or it cannot be read, which its own check then says. */
function sizeOf(sha256: Sha256, note: string | undefined, logKey: string): number | null {
  if (note === undefined) return null;
  try {
    return openCheckpoint(note, parseVerifierKey(sha256, logKey)).size;
  } catch (error) {
    if (error instanceof Fault) return null;
    throw error;
  }
}
