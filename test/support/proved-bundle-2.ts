import { jcs } from '@/lib/audit-format/commitments';
import { batchDocumentOf, placeOfOne } from '@/lib/envelope-format/batch';
import { messageKeyOf } from '@/lib/envelope-format/decrypt-segment';
import { encodeInclusion } from '@/lib/envelope-format/inclusion-text';
import { decryptManifest, encodeManifest } from '@/lib/envelope-format/manifest';
import { parseSeal } from '@/lib/envelope-format/seal';
import type { SignedDocument } from '@/lib/envelope-format/signed-document';
import type { Provider } from './build-envelope';
import { buildEnvelope2, sampleChanges, withAddendum } from './build-envelope-2';
import { buildBundle, type Files, signSums } from './proved-bundle';

const utf8 = (text: string) => new TextEncoder().encode(text);

/** A recipient's bundle of version 2: sealed among others, prolonged, and withdrawn from him. */
export async function buildBundle2(provider: Provider) {
  const { files: old, logKey } = await buildBundle(provider);
  const sealed = await buildEnvelope2(provider, {
    batch: { before: [utf8('another')], behind: [utf8('a third')] },
  });
  const of = await sampleChanges(sealed);
  const prolonged = await withAddendum(provider, sealed, [of['available-until']]);
  const envelope = await withAddendum(provider, prolonged, [of['recipient-withdrawn']]);
  const { seal, batch, sealSignature, sealingKey, timestampResponse, contentKey, recipient } = envelope;
  const object = envelope.objects.get(parseSeal(seal).manifest.sha256) ?? new Uint8Array();
  const manifest = await decryptManifest(contentKey, object);
  const sealSigned = { document: seal, batch, signature: sealSignature, sealingKey, timestampResponse };
  const head = jcs(JSON.parse(new TextDecoder().decode(old.get('evidence.json'))));
  const ofSeal: readonly string[] = ['envelope/seal.json', 'envelope/seal.json.asc', 'envelope/seal.tsr'];
  const replaced: Files = new Map([
    ['evidence.json', utf8(head.replace('pli-evidence-1', 'pli-evidence-2'))],
    ...(await signedFiles('envelope/seal', sealSigned)),
    ...(
      await Promise.all(envelope.addenda.map((one, i) => signedFiles(`envelope/addenda/${i + 1}`, one)))
    ).flat(),
    ['envelope/manifest.json', encodeManifest(manifest)],
    [
      'envelope/manifest.key',
      utf8(`${Buffer.from(await messageKeyOf(contentKey, object)).toString('hex')}\n`),
    ],
    ['envelope/manifest.pgp', object],
    [
      'envelope/recipient.json',
      utf8(jcs({ ...recipient, salt: Buffer.from(recipient.salt).toString('hex') })),
    ],
  ]);
  const files: Files = new Map([...old].filter(([name]) => !ofSeal.includes(name)));
  for (const [name, bytes] of replaced) files.set(name, bytes);
  await signSums(files, provider);
  return { files, envelope, logKey };
}

/** The files of a document that was signed in a batch. */
async function signedFiles(name: string, signed: SignedDocument): Promise<[string, Uint8Array][]> {
  const { document, batch, signature, timestampResponse } = signed;
  const place = batch ?? placeOfOne;
  return [
    [`${name}.json`, document],
    [`${name}.batch.json`, await batchDocumentOf(document, place)],
    [`${name}.batch.json.asc`, utf8(signature)],
    ...(timestampResponse ? [[`${name}.batch.tsr`, timestampResponse] as [string, Uint8Array]] : []),
    [`${name}.inclusion.txt`, utf8(encodeInclusion(place))],
  ];
}
