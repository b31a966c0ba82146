import { createIncrementalSha256 } from '../envelope-format/incremental-sha256';
import { checkSums } from './check-sums';
import { readHead } from './export-head';
import { Fault, newerCode } from './fault';
import { readStreamLines } from './read-lines';
import type { ZipFiles } from './read-zip';
import type { Checks, VerifyOptions } from './report';
import { verifyAuditExport } from './verify-audit-export';

const fileOfExport =
  /^(audit\.(jsonl|csv)|VERIFY\.md|verify-log\.sh|more\/[A-Za-z0-9.-]{1,60}|SHA256SUMS(\.asc)?|keys\/[A-Za-z0-9.-]{1,60})$/;

/** Verifies a signed ZIP (docs/audit-log.md, section 3): the sums and their signature, then the export inside as it unpacks. */
export async function verifySignedExport(
  checks: Checks,
  zip: ZipFiles,
  options: VerifyOptions = {},
): Promise<void> {
  // the version first: what else a later one holds is not for this program to judge
  if (await isOfLaterVersion(checks, zip)) return;
  const foreign = zip.names.find((name) => !fileOfExport.test(name));
  if (foreign !== undefined) checks.failed('file', 'file-unexpected', { file: foreign });
  const hashOf = async (name: string) => {
    const digest = await createIncrementalSha256();
    for await (const chunk of zip.stream(name)) digest.update(chunk);
    return digest.finish();
  };
  await checkSums(checks, zip, { hashOf }, options);
  try {
    await verifyAuditExport(checks, readStreamLines(zip.stream('audit.jsonl')), options);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    checks.refused('file', error.code, error.facts);
  }
}

async function isOfLaterVersion(checks: Checks, zip: ZipFiles): Promise<boolean> {
  try {
    for await (const { bytes } of readStreamLines(zip.stream('audit.jsonl'))) {
      readHead(bytes.subarray(0, bytes.indexOf(10) + 1));
      break;
    }
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    if (error.code === newerCode) checks.pending('file', newerCode, error.facts);
  }
  return checks.isNewer;
}
