import { Fault } from './fault';
import { blobSource, type FileSource } from './file-source';
import { readFileLines } from './read-lines';
import { openZip, type ZipBounds, type ZipFiles } from './read-zip';
import { Checks, type VerificationReport, type VerifyOptions } from './report';
import { looksLikeProof } from './tlog-proof';
import { verifyAuditExport } from './verify-audit-export';
import { verifyEvidence } from './verify-evidence';
import { verifyCheckpointFile, verifyLogProof } from './verify-log-proof';
import { verifySignedExport } from './verify-signed-export';

const MiB = 1_048_576;
/** A bundle: a manifest object of at most 8 MiB and its plaintext, and small files. */
const evidenceBounds: ZipBounds = { files: 20_000, fileBytes: 64 * MiB, totalBytes: 128 * MiB };
/** Of a signed export the large files are read as streams, so that their size costs time and no memory. */
const exportBounds: ZipBounds = { files: 20_000, fileBytes: 1_024 ** 4, totalBytes: 2 * 1_024 ** 4 };

/**
 * Verifies whatever a person hands over: an evidence bundle, an audit export (JSON Lines, or signed ZIP), a proof or checkpoint of
 * the log. Reads only that file, sends nothing anywhere. What is wrong with a file is in the report; exceptions are failures to
 * read it, and bugs.
 */
export async function verifyFile(
  file: Blob | FileSource,
  options: VerifyOptions = {},
): Promise<VerificationReport> {
  const source = file instanceof Blob ? blobSource(file) : file;
  const start = await source.read(0, 512);
  const text = new TextDecoder().decode(start);
  const checks = new Checks();
  if (text.startsWith('PK')) return verifyZip(checks, source, options);
  if (/^\{"checkpoint":/.test(text) || (text.startsWith('{') && /"pli-audit-export-[1-9]\d*"/.test(text))) {
    await verifyAuditExport(checks, readFileLines(source, options.onProgress), options);
    return checks.report('audit-export');
  }
  if (looksLikeProof(text) && source.size <= MiB) {
    await verifyLogProof(checks, await wholeText(source), options);
    return checks.report('log-proof');
  }
  if (/^[^\n]+\n\d+\n[A-Za-z0-9+/]{43}=\n\n\u2014 /.test(text) && source.size <= MiB) {
    await verifyCheckpointFile(checks, await wholeText(source), options);
    return checks.report('log-proof');
  }
  return { kind: 'unknown', outcome: 'unreadable', checks: [], envelope: null };
}

async function wholeText(source: FileSource): Promise<string> {
  return new TextDecoder().decode(await source.read(0, source.size));
}

async function verifyZip(
  checks: Checks,
  source: FileSource,
  options: VerifyOptions,
): Promise<VerificationReport> {
  let zip: ZipFiles;
  try {
    zip = await openZip(source, exportBounds);
    if (zip.has('audit.jsonl')) {
      await verifySignedExport(checks, zip, options);
      return checks.report('signed-export');
    }
    zip = await openZip(source, evidenceBounds);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    // A ZIP nobody can open may be anybody's: still said to be broken, because it was handed over as evidence.
    checks.failed('file', error.code, error.facts);
    return checks.report('evidence');
  }
  if (!zip.has('evidence.json'))
    return { kind: 'unknown', outcome: 'unreadable', checks: [], envelope: null };
  const envelope = await verifyEvidence(checks, zip, options);
  return checks.report('evidence', envelope);
}
