import { parseSeal, type Seal } from '../envelope-format/seal';
import { verifySealSignature } from '../envelope-format/seal-signature';
import { checkSignedAlone } from '../envelope-format/signed-document';
import { timestampFacts } from './check-log';
import { pinnedFingerprint } from './check-sums';
import type { EvidenceHead } from './evidence-documents';
import { Fault } from './fault';
import type { ZipFiles } from './read-zip';
import type { Checks, VerifyOptions } from './report';
import { readSignedFiles, type SignedFiles } from './signed-files';

/** The checks `seal`, `seal-signature` and `seal-timestamp` of a bundle. Null where the seal cannot be read. */
export async function checkSeal(
  checks: Checks,
  zip: ZipFiles,
  head: EvidenceHead | null,
  options: VerifyOptions,
): Promise<Seal | null> {
  let seal: Seal | null = null;
  await checks.run('seal', async () => {
    const read = parseSeal(await zip.read('envelope/seal.json'));
    if (head && read.envelopeId !== head.envelopeId) throw new Fault('seal-of-another-envelope');
    seal = read;
    return { sealedAt: read.sealedAt, sender: read.sender.address, recipients: read.recipientHashes.length };
  });
  let signed: SignedFiles | null = null;
  await checks.run('seal-signature', async () => {
    signed = await readSignedFiles(zip, 'envelope/seal');
    if (seal) checkSignedAlone(seal.format, signed.batch);
    const { signedBytes, signature, sealingKey } = signed;
    const { fingerprint, signedAt } = await verifySealSignature(signedBytes, signature, sealingKey);
    const pinned = pinnedFingerprint(options);
    const others = [pinned, head?.keys.sealing ?? null].filter((one) => one !== null && one !== fingerprint);
    if (others.length > 0) throw new Fault('sealing-key-other', { fingerprint });
    return { fingerprint, signedAt: signedAt.toISOString(), pinned: pinned !== null };
  });
  await checkSealTimestamp(checks, zip, signed, options);
  return seal;
}

async function checkSealTimestamp(
  checks: Checks,
  zip: ZipFiles,
  signed: SignedFiles | null,
  options: VerifyOptions,
): Promise<void> {
  if (!signed) return checks.isNewer ? undefined : checks.pending('seal-timestamp', 'not-checked');
  const { timestampResponse, signedBytes } = signed;
  if (timestampResponse === null) return checks.pending('seal-timestamp', 'timestamp-pending');
  await checks.run('seal-timestamp', async () => {
    const roots = new TextDecoder().decode(await zip.read('keys/timestamp-roots.pem'));
    return timestampFacts(timestampResponse, signedBytes, roots, options);
  });
}
