import 'server-only';
import { createHash } from 'node:crypto';
import type { Locale } from '../access/actor';
import { signedAddenda } from '../addendum/signed-addenda';
import { jcs } from '../audit-format/commitments';
import { parseSeal } from '../envelope-format/seal';
import { signSeal } from '../envelope-format/seal-signature';
import { sealPlace } from '../sealed-rows/seal-place';
import { shownTitle } from '../sealed-rows/sealed-title';
import type { Services } from '../services';
import type { StampedCheckpoint } from '../transparency-log/read-checkpoint';
import type { BundleFile } from './bundle-file';
import type { FoundEvidence } from './find-evidence';
import { proveDocuments } from './proved-documents';
import type { EvidenceEntry } from './read-entries';
import { receiptPdf } from './receipt-pdf';
import { receiptWords } from './receipt-words';
import { signedDocumentFiles } from './signed-document-files';
import { verifyGuide } from './verify-guide';

type Needed = Pick<Services, 'log' | 'config' | 'keys' | 'clock' | 'timestamper' | 'objectStore'>;
export type BundleSource = {
  found: FoundEvidence;
  checkpoint: StampedCheckpoint;
  entries: readonly EvidenceEntry[];
  /** Addresses of the recipients this reader may know. */
  recipients: readonly string[];
  locale: Locale;
};

const utf8 = (text: string) => new TextEncoder().encode(text);
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** The files of a bundle (docs/audit-log.md, section 5), the signed sums last. */
export async function bundleFiles(services: Needed, source: BundleSource): Promise<BundleFile[]> {
  const files = [
    ...(await explaining(services, source)),
    ...(await aboutEnvelope(services, source)),
    ...aboutLog(source),
    ...(await keysOf(services, source)),
  ];
  const sums = utf8(files.map(({ name, bytes }) => `${sha256(bytes)}  ${name}\n`).join(''));
  const { privateKey } = sealingKeyOf(services, source);
  const signature = await signSeal(sums, privateKey, services.clock.now());
  return [...files, { name: 'SHA256SUMS', bytes: sums }, { name: 'SHA256SUMS.asc', bytes: utf8(signature) }];
}

/** The key that sealed the envelope signs its evidence: one fingerprint to compare. */
function sealingKeyOf({ keys }: Pick<Needed, 'keys'>, { found: { envelope } }: BundleSource) {
  const key = keys.sealing.find(({ fingerprint }) => fingerprint === envelope.sealingKeyId);
  if (!key) throw new Error(`sealing key ${envelope.sealingKeyId} is missing`);
  return key;
}

/** Of the envelope. */
const versionOf = ({ found: { envelope } }: BundleSource): 1 | 2 => (envelope.format === 1 ? 1 : 2);

/** Of the bundle (docs/audit-log.md, section 5). */
const isOfVersion2 = ({ found: { envelope } }: BundleSource): boolean =>
  envelope.format === 2 || envelope.addenda.length > 0;

async function explaining(services: Needed, source: BundleSource): Promise<BundleFile[]> {
  const { found, checkpoint, entries, locale, recipients } = source;
  const { envelope, reader, place } = found;
  const { fingerprint } = sealingKeyOf(services, source);
  const logKey = services.keys.log.verifierKey;
  const verifyUrl = new URL('/verify', services.config.publicUrl).href;
  const now = services.clock.now();
  const [origin = ''] = checkpoint.note.split('\n');
  const guide = verifyGuide(
    {
      envelopeId: envelope.id,
      sealingKey: fingerprint,
      logKey,
      version: versionOf(source),
      addenda: envelope.addenda.length,
      sealTimestamp: envelope.timestampResponse !== null,
      logTimestamp: checkpoint.timestamp !== null,
      manifest: reader.kind !== 'administrator',
      recipient: place !== null,
      entries: entries.length,
      verifyUrl,
      scriptUrl: new URL('/verify-log.sh', services.config.publicUrl).href,
    },
    locale,
  );
  const receipt = receiptWords(
    {
      reader: reader.kind,
      ...(await proveDocuments(
        { ...envelope, title: shownTitle(services, envelope) },
        sealingKeyOf(services, source),
        await services.timestamper.roots(),
      )),
      recipients,
      sealingKey: fingerprint,
      log: {
        origin,
        size: checkpoint.treeSize,
        root: Buffer.from(checkpoint.rootHash).toString('base64'),
        timestampedAt: checkpoint.timestamp?.time ?? null,
      },
      addenda: envelope.afterAddenda,
      entries,
      verifyUrl,
      madeAt: now,
    },
    locale,
  );
  const head = {
    format: `pli-evidence-${isOfVersion2(source) ? 2 : 1}`,
    envelopeId: envelope.id,
    reader: reader.kind,
    createdAt: now.toISOString(),
    keys: { sealing: fingerprint, log: logKey },
  };
  return [
    { name: 'VERIFY.md', bytes: utf8(guide) },
    { name: 'receipt.pdf', bytes: await receiptPdf(receipt) },
    { name: 'evidence.json', bytes: utf8(jcs(head)) },
  ];
}

async function aboutEnvelope(services: Needed, source: BundleSource): Promise<BundleFile[]> {
  const { envelope, reader, place } = source.found;
  const { publicKey } = sealingKeyOf(services, source);
  const seal = {
    document: envelope.seal,
    batch: sealPlace(envelope),
    signature: envelope.sealSignature,
    sealingKey: publicKey,
    timestampResponse: envelope.timestampResponse,
  };
  const files = await signedDocumentFiles('envelope/seal', seal, publicKey);
  for (const [index, addendum] of signedAddenda(services.keys, envelope.addenda).entries())
    files.push(...(await signedDocumentFiles(`envelope/addenda/${index + 1}`, addendum, publicKey)));
  if (reader.kind !== 'administrator') {
    const { manifest } = parseSeal(envelope.seal);
    const { body } = await services.objectStore.get({ envelopeId: envelope.id, sha256: manifest.sha256 });
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(chunk);
    files.push({ name: 'envelope/manifest.pgp', bytes: Buffer.concat(chunks) });
  }
  if (place) {
    const { address, kind, name } = place;
    const salt = Buffer.from(place.salt).toString('hex');
    const own = envelope.format === 1 ? { address, salt } : { address, kind, name, salt };
    files.push({ name: 'envelope/recipient.json', bytes: utf8(jcs(own)) });
  }
  return files;
}

function aboutLog({ entries, checkpoint }: BundleSource): BundleFile[] {
  return [
    { name: 'log/entries.jsonl', bytes: utf8(entries.map(({ line }) => line).join('')) },
    ...entries.map(({ index, proof }) => ({
      name: `log/proofs/${index}.tlog-proof`,
      bytes: utf8(proof),
    })),
    { name: 'log/checkpoint', bytes: utf8(checkpoint.note) },
    ...(checkpoint.timestamp ? [{ name: 'log/checkpoint.tsr', bytes: checkpoint.timestamp.response }] : []),
  ];
}

async function keysOf(services: Needed, source: BundleSource): Promise<BundleFile[]> {
  return [
    { name: 'keys/sealing.asc', bytes: utf8(sealingKeyOf(services, source).publicKey) },
    { name: 'keys/timestamp-roots.pem', bytes: utf8(await services.timestamper.roots()) },
    { name: 'keys/log.vkey', bytes: utf8(`${services.keys.log.verifierKey}\n`) },
  ];
}
