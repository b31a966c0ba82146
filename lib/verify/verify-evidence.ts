import { type Bytes, equalBytes, ownBytes } from '../envelope-format/bytes';
import { checkManifestAgrees } from '../envelope-format/check-manifest-agrees';
import { chosenRelease } from '../envelope-format/chosen-release';
import { decryptByMessageKey } from '../envelope-format/decrypt-segment';
import type { EnvelopeState } from '../envelope-format/envelope-state';
import type { Manifest } from '../envelope-format/manifest';
import { parseManifest, partsOf, titleOf } from '../envelope-format/manifest';
import { verifySegment } from '../envelope-format/open-segment';
import { recipientHash, recipientHash2 } from '../envelope-format/salted-hash';
import type { Seal } from '../envelope-format/seal';
import { changesOf, checkAddenda } from './check-addenda';
import { checkEntries } from './check-entries';
import { checkKept, checkLog } from './check-log';
import { checkSeal } from './check-seal';
import { checkSums, hashWhole } from './check-sums';
import { type EvidenceHead, parseEvidenceHead, parseRecipient } from './evidence-documents';
import { Fault } from './fault';
import type { ZipFiles } from './read-zip';
import type { Checks, ProvedEntry, ProvedEnvelope, VerifyOptions } from './report';
import { loadSha256 } from './sha256';

/** What only the reader's own browser could add: proved by the seal, not by the sums. */
const addedByReader = ['envelope/manifest.json', 'envelope/manifest.key'];

/** Every file a bundle may hold (docs/audit-log.md, section 5). */
const fileOfBundle =
  /^(VERIFY\.md|verify-log\.sh|receipt\.pdf|evidence\.json|more\/[A-Za-z0-9.-]{1,60}|SHA256SUMS(\.asc)?|envelope\/(seal\.json(\.asc)?|seal\.tsr|manifest\.(json|key|pgp)|recipient\.json)|log\/(entries\.jsonl|checkpoint(\.tsr)?|proofs\/\d{1,15}\.tlog-proof)|keys\/(sealing\.asc|timestamp-roots\.pem|log\.vkey))$/;

/** What version 2 adds: the batches, and the addenda. */
const fileOfBundle2 =
  /^envelope\/(seal|addenda\/[1-9]\d{0,3})(\.json|\.batch\.json(\.asc)?|\.batch\.tsr|\.inclusion\.txt|\.key\.asc)$/;

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/**
 * Verifies an evidence bundle (docs/audit-log.md, section 5): nothing in it is trusted but what the options pin. All checks are made,
 * so that the report is whole.
 */
export async function verifyEvidence(
  checks: Checks,
  zip: ZipFiles,
  options: VerifyOptions = {},
): Promise<ProvedEnvelope | null> {
  const sha256 = await loadSha256();
  let head: EvidenceHead | null = null;
  await checks.run('file', async () => {
    const read = parseEvidenceHead(await zip.read('evidence.json'));
    const isForeign = (name: string) =>
      !fileOfBundle.test(name) && !(read.format === 'pli-evidence-2' && fileOfBundle2.test(name));
    const foreign = zip.names.find(isForeign);
    if (foreign !== undefined) throw new Fault('file-unexpected', { file: foreign });
    head = read;
    return { envelopeId: head.envelopeId, reader: head.reader, createdAt: head.createdAt };
  });
  if (checks.isNewer) return null;
  const hashOf = hashWhole(sha256, zip);
  await checkSums(checks, zip, { exempt: addedByReader, hashOf }, options);
  const seal = await checkSeal(checks, zip, head, options);
  const state = seal && (await checkAddenda(checks, zip, options));
  const own = await checkRecipient(checks, zip, head, seal, state);
  const manifest = await checkManifest(checks, zip, head, seal);
  const entries = await checkLogOfBundle(checks, zip, head, options, sha256);
  return head && seal && state && entries
    ? { ...proved(head, seal, manifest, entries), ...afterwards(state, own) }
    : null;
}

/** The reader's own place in seal or addenda, by its hash; null where he has none or it was not established. */
async function checkRecipient(
  checks: Checks,
  zip: ZipFiles,
  head: EvidenceHead | null,
  seal: Seal | null,
  state: EnvelopeState | null,
): Promise<string | null> {
  if (head?.reader !== 'recipient' && !zip.has('envelope/recipient.json')) return null;
  if (!seal || !state) {
    if (!checks.isNewer) checks.pending('recipient', 'not-checked');
    return null;
  }
  let own: string | null = null;
  await checks.run('recipient', async () => {
    const { address, kind, name, salt } = parseRecipient(
      await zip.read('envelope/recipient.json'),
      seal.format,
    );
    const hash =
      seal.format === 'pli-seal-1'
        ? await recipientHash(address, salt)
        : await recipientHash2({ address, kind, name }, salt);
    if (!state.recipientHashes.has(hash)) throw new Fault('recipient-absent');
    own = hash;
    return { address };
  });
  return own;
}

async function checkManifest(
  checks: Checks,
  zip: ZipFiles,
  head: EvidenceHead | null,
  seal: Seal | null,
): Promise<Manifest | null> {
  if (head?.reader === 'administrator' && !zip.has('envelope/manifest.pgp')) return null;
  if (!seal) {
    if (!checks.isNewer) checks.pending('manifest', 'not-checked');
    return null;
  }
  if (!addedByReader.some((name) => zip.has(name))) {
    const stored = await checks.run('manifest', async () => {
      await verifySegment(seal.manifest, await zip.read('envelope/manifest.pgp'));
      return {};
    });
    if (stored) {
      checks.list.pop();
      checks.pending('manifest', 'manifest-not-added', { sha256: seal.manifest.sha256 });
    }
    return null;
  }
  let manifest: Manifest | null = null;
  await checks.run('manifest', async () => {
    manifest = await openManifest(zip, seal);
    const attachments = manifest.parts.filter(({ kind }) => kind === 'attachment').length;
    return { sha256: seal.manifest.sha256, attachments };
  });
  return manifest;
}

/** The manifest in the clear, proved: the sealed object, opened with its own key, is exactly it. */
async function openManifest(zip: ZipFiles, seal: Seal): Promise<Manifest> {
  const object = await zip.read('envelope/manifest.pgp');
  await verifySegment(seal.manifest, object);
  const key = hexBytes(text(await zip.read('envelope/manifest.key')).trimEnd());
  if (!key) throw new Fault('manifest-key', { file: 'envelope/manifest.key' });
  const opened = await decryptByMessageKey(key, object);
  const shown = await zip.read('envelope/manifest.json');
  if (!equalBytes(opened, ownBytes(shown)))
    throw new Fault('manifest-other', { file: 'envelope/manifest.json' });
  const manifest = parseManifest(opened);
  await checkManifestAgrees(manifest, seal);
  return manifest;
}

async function checkLogOfBundle(
  checks: Checks,
  zip: ZipFiles,
  head: EvidenceHead | null,
  options: VerifyOptions,
  sha256: Awaited<ReturnType<typeof loadSha256>>,
): Promise<ProvedEntry[] | null> {
  const file = async (name: string) => (zip.has(name) ? await zip.read(name).catch(() => null) : null);
  const [checkpointFile, key, roots, timestamp] = await Promise.all(
    ['log/checkpoint', 'keys/log.vkey', 'keys/timestamp-roots.pem', 'log/checkpoint.tsr'].map(file),
  );
  if (!checkpointFile || !key) {
    const missing = checkpointFile ? 'keys/log.vkey' : 'log/checkpoint';
    checks.failed('checkpoint', 'file-missing', { file: missing });
    return null;
  }
  const logKey = text(key).trim();
  if (head && head.keys.log !== logKey) checks.failed('log-key', 'log-key-other', { key: logKey });
  const claim = {
    logKey,
    checkpoint: text(checkpointFile),
    timestamp: zip.has('log/checkpoint.tsr') ? (timestamp ?? new Uint8Array(0)) : null,
    timestampRoots: roots ? text(roots) : '',
  };
  const checkpoint = await checkLog(checks, sha256, claim, options);
  const entries = head ? await checkEntries(checks, sha256, zip, checkpoint, head.envelopeId) : null;
  if (checkpoint && options.keptCheckpoint !== undefined) {
    const { keptCheckpoint } = options;
    const continuation = { consistency: null, rootAt: null };
    await checkKept(checks, sha256, checkpoint, continuation, { ...options, keptCheckpoint }, logKey);
  }
  return entries;
}

function afterwards(state: EnvelopeState, own: string | null) {
  return { availableUntil: state.availableUntil, changes: changesOf(state, own) };
}

function proved(
  { envelopeId, reader }: EvidenceHead,
  seal: Seal,
  manifest: Manifest | null,
  entries: ProvedEntry[],
): Omit<ProvedEnvelope, 'availableUntil' | 'changes'> {
  const attachments = (manifest ? partsOf(manifest) : [])
    .filter(({ kind }) => kind === 'attachment')
    .map(({ name, plaintextBytes, plaintextSha256 }, i) => ({
      position: i + 1,
      name: name ?? '',
      bytes: plaintextBytes,
      sha256: plaintextSha256,
    }));
  return {
    envelopeId,
    reader,
    sender: seal.sender,
    sealedAt: seal.sealedAt,
    leavesAt: chosenRelease(seal),
    subject: manifest && titleOf(manifest),
    attachments,
    entries,
  };
}

/** Bytes of lower-case hex; null for anything else. */
function hexBytes(hex: string): Bytes | null {
  if (!/^([0-9a-f]{2})+$/.test(hex)) return null;
  return Uint8Array.from(hex.match(/../g) ?? [], (octet) => Number.parseInt(octet, 16));
}
