import { createHash } from 'node:crypto';
import { downloadZip } from 'client-zip';
import { jcs } from '@/lib/audit-format/commitments';
import { messageKeyOf } from '@/lib/envelope-format/decrypt-segment';
import { decryptManifest, encodeManifest } from '@/lib/envelope-format/manifest';
import { parseSeal } from '@/lib/envelope-format/seal';
import { signSeal } from '@/lib/envelope-format/seal-signature';
import { buildEnvelope, envelopeId, type Provider, stamp } from './build-envelope';
import { createLogKey, inclusionPath, merkleRoot, type SyntheticEntry, syntheticEntry } from './proved-log';

/** Files of a package, by name, in their order. */
export type Files = Map<string, Uint8Array>;

const utf8 = (text: string) => new TextEncoder().encode(text);
const sha256Hex = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** A recipient's bundle of the sample envelope with every file there can be, made without the product's own maker of bundles. */
export async function buildBundle(provider: Provider) {
  const envelope = await buildEnvelope(provider);
  const logKey = createLogKey('pli.example/log');
  const entries = sampleLog();
  const hashes = entries.map(({ leafHash }) => leafHash);
  const note = logKey.checkpoint(hashes.length, merkleRoot(hashes));
  const object = envelope.objects.get(parseSeal(envelope.seal).manifest.sha256) ?? new Uint8Array();
  const manifest = await decryptManifest(envelope.contentKey, object);
  const shown = entries.filter(({ line }) => line.leaf.envelope === envelopeId);
  const { address, salt } = envelope.recipient;
  const files: Files = new Map([
    ['VERIFY.md', utf8('# How to verify this evidence\n')],
    ['receipt.pdf', utf8('%PDF-1.3\n')],
    [
      'evidence.json',
      utf8(
        jcs({
          format: 'pli-evidence-1',
          envelopeId,
          reader: 'recipient',
          createdAt: '2026-11-22T01:20:00.000Z',
          keys: { sealing: provider.sealing.fingerprint, log: logKey.verifierKey },
        }),
      ),
    ],
    ['envelope/seal.json', envelope.seal],
    ['envelope/seal.json.asc', utf8(envelope.sealSignature)],
    ['envelope/seal.tsr', envelope.timestampResponse ?? new Uint8Array()],
    ['envelope/manifest.json', encodeManifest(manifest)],
    [
      'envelope/manifest.key',
      utf8(`${Buffer.from(await messageKeyOf(envelope.contentKey, object)).toString('hex')}\n`),
    ],
    ['envelope/manifest.pgp', object],
    ['envelope/recipient.json', utf8(jcs({ address, salt: Buffer.from(salt).toString('hex') }))],
    ['log/entries.jsonl', utf8(shown.map(({ text }) => `${text}\n`).join(''))],
    ...shown.map(({ line: { index } }): [string, Uint8Array] => [
      `log/proofs/${index}.tlog-proof`,
      utf8(proofText(index, hashes, note)),
    ]),
    ['log/checkpoint', utf8(note)],
    ['log/checkpoint.tsr', await stamp(provider.authority, utf8(note))],
    ['keys/sealing.asc', utf8(provider.sealing.publicKey)],
    ['keys/timestamp-roots.pem', utf8(provider.authority.rootCertificate)],
    ['keys/log.vkey', utf8(`${logKey.verifierKey}\n`)],
  ]);
  await signSums(files, provider);
  return { files, envelope, logKey, entries, hashes, note };
}

/** Thirteen entries, of which three are about the sample envelope. */
function sampleLog(): SyntheticEntry[] {
  return Array.from({ length: 13 }, (_, i) =>
    syntheticEntry(i, null, { envelope: [2, 5, 9].includes(i) ? envelopeId : null }),
  );
}

function proofText(index: number, hashes: readonly Uint8Array[], note: string): string {
  const path = inclusionPath(index, hashes).map((hash) => hash.toString('base64'));
  return ['c2sp.org/tlog-proof@v1', `index ${index}`, ...path, '', note].join('\n');
}

/** Writes SHA256SUMS and its signature anew over what there is. */
export async function signSums(files: Files, { sealing }: Pick<Provider, 'sealing'>): Promise<void> {
  const outside = ['SHA256SUMS', 'SHA256SUMS.asc', 'envelope/manifest.json', 'envelope/manifest.key'];
  const lines = [...files]
    .filter(([name]) => !outside.includes(name))
    .map(([name, bytes]) => `${sha256Hex(bytes)}  ${name}\n`);
  const sums = utf8(lines.join(''));
  files.set('SHA256SUMS', sums);
  files.set('SHA256SUMS.asc', utf8(await signSeal(sums, sealing.privateKey)));
}

/** The files as an archive; a list may hold a name twice. */
export async function zipOf(files: Iterable<readonly [string, Uint8Array]>): Promise<Uint8Array> {
  const lastModified = new Date('2026-11-22T01:20:00Z');
  const entries = [...files].map(([name, bytes]) => ({ name, lastModified, input: new Uint8Array(bytes) }));
  return new Uint8Array(await downloadZip(entries, { buffersAreUTF8: true }).arrayBuffer());
}
