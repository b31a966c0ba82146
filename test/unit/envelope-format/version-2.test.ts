import { beforeAll, describe, expect, it } from 'vitest';
import { batchDocumentOf } from '../../../lib/envelope-format/batch';
import { equalBytes, randomBytes, toHex } from '../../../lib/envelope-format/bytes';
import { decryptSegment } from '../../../lib/envelope-format/decrypt-segment';
import { encryptSegment } from '../../../lib/envelope-format/encrypt-segment';
import {
  decryptManifest,
  encodeManifest,
  marksOf,
  parseManifest,
} from '../../../lib/envelope-format/manifest';
import {
  buildManifest2,
  letterFlags,
  type Manifest2Input,
  marksIn,
  plainMarks,
} from '../../../lib/envelope-format/manifest-2';
import { generatePartKey, partKeysOf } from '../../../lib/envelope-format/part-key';
import { moreOf } from '../../../lib/envelope-format/part-schema';
import { encodeSeal, parseSeal } from '../../../lib/envelope-format/seal';
import { buildSeal2, origins, type Seal2 } from '../../../lib/envelope-format/seal-2';
import { segmentCiphertextBytes } from '../../../lib/envelope-format/segment-layout';
import type { SignedDocument } from '../../../lib/envelope-format/signed-document';
import { createProvider, type Provider } from '../../support/build-envelope';
import {
  buildEnvelope2,
  type SampleEnvelope2,
  sampleChanges,
  withAddendum,
} from '../../support/build-envelope-2';
import { strangerChecks } from '../../support/outside-verifiers';

let provider: Provider;
/** The third of five, corrected and prolonged later. */
let whole: SampleEnvelope2;
beforeAll(async () => {
  provider = await createProvider();
  const others = [randomBytes(200), randomBytes(200)];
  const sealed = await buildEnvelope2(provider, { batch: { before: others, behind: others } });
  const of = await sampleChanges(sealed);
  const corrected = await withAddendum(provider, sealed, [of['recipient-added'], of['recipient-withdrawn']]);
  whole = await withAddendum(provider, corrected, [of['available-until']]);
});

describe('a stranger with gpg, openssl and sha256sum', () => {
  const filesOf = async ({ document, batch, ...rest }: SignedDocument) => ({
    ...rest,
    document,
    batch,
    batchDocument: batch && (await batchDocumentOf(document, batch)),
    roots: provider.authority.rootCertificate,
  });
  const signedSeal = (): SignedDocument => ({
    document: whole.seal,
    batch: whole.batch,
    signature: whole.sealSignature,
    sealingKey: whole.sealingKey,
    timestampResponse: whole.timestampResponse,
  });

  it('finds a seal and each addendum signed and time-stamped in their batches', async () => {
    for (const signed of [signedSeal(), ...whole.addenda]) {
      expect(strangerChecks(await filesOf(signed))).toEqual({ signed: true, stamped: true, inBatch: true });
    }
  });

  it('finds a changed seal, another path and another batch', async () => {
    const files = await filesOf(signedSeal());
    const changed = new TextEncoder().encode(
      new TextDecoder().decode(whole.seal).replace('dr.durand', 'dr.dupond'),
    );
    expect(strangerChecks({ ...files, document: changed })).toMatchObject({ signed: true, inBatch: false });
    const batch = { ...whole.batch, path: whole.batch.path.toReversed() };
    expect(strangerChecks({ ...files, batch })).toMatchObject({ inBatch: false });
    expect(strangerChecks({ ...files, batchDocument: randomBytes(90) })).toEqual({
      signed: false,
      stamped: false,
      inBatch: false,
    });
  });

  it('sees what each addendum follows, the recipient’s place, and the title, by sha256sum', async () => {
    const { createHash } = await import('node:crypto');
    const digest = (...pieces: (string | Uint8Array)[]) =>
      pieces.reduce((hash, piece) => hash.update(piece), createHash('sha256')).digest('hex');
    const [first, second] = whole.addenda.map(({ document }) => document);
    const followedBy = (bytes: Uint8Array = new Uint8Array()) =>
      JSON.parse(new TextDecoder().decode(bytes)).follows;
    expect(followedBy(first)).toBe(digest(whole.seal));
    expect(followedBy(second)).toBe(digest(first ?? ''));
    const seal = parseSeal(whole.seal) as Seal2; // as built
    const place = '{"address":"camille.martin@cabinet.example","kind":"to","name":"Camille Martin"}';
    expect(seal.recipientHashes).toContain(digest(whole.recipient.salt, place));
    const object = whole.objects.get(seal.manifest.sha256) ?? new Uint8Array();
    const manifest = await decryptManifest(whole.contentKey, object);
    if (manifest.format !== 'pli-manifest-2') throw new Error('version 2');
    expect(seal.titleHash).toBe(digest(Buffer.from(manifest.titleSalt, 'hex'), manifest.title));
  });

  it('learns no address but the sender’s, no title, and no key from seal, addenda and manifest', async () => {
    const seal = parseSeal(whole.seal);
    const open = await decryptManifest(
      whole.contentKey,
      whole.objects.get(seal.manifest.sha256) ?? new Uint8Array(),
    );
    const shown = [whole.seal, ...whole.addenda.map(({ document }) => document)]
      .map((bytes) => new TextDecoder().decode(bytes))
      .join('\n');
    for (const secret of ['camille', 'anne.petit@', 'rendu']) expect(shown).not.toContain(secret);
    const keys = await partKeysOf(whole.contentKey);
    for (const part of open.parts) {
      if (!('wrappedKey' in part)) throw new Error('version 2');
      const key = await keys.unwrapBytes(part.wrappedKey);
      expect(JSON.stringify(open)).not.toContain(toHex(key));
    }
  });
});

describe('a part key', () => {
  it('goes from one letter to another that names the part, and opens its segments there', async () => {
    const [mine, yours] = [await partKeysOf(randomBytes(32)), await partKeysOf(randomBytes(32))];
    const key = generatePartKey();
    const segment = await encryptSegment(key, randomBytes(1_000));
    const forwarded = await yours.wrap(await mine.unwrapBytes(await mine.wrap(key)));
    const plaintext = await decryptSegment(await yours.unwrap(forwarded), segment);
    expect(equalBytes(plaintext, await decryptSegment(key, segment))).toBe(true);
    await expect(mine.unwrap(forwarded)).rejects.toThrow(/part-key-invalid/);
  });
});

describe('a manifest of version 2', () => {
  it('carries any title and any file name that a browser can give', () => {
    const part = {
      plaintextBytes: 0,
      plaintextSha256: 'a'.repeat(64),
      wrappedKey: 'b'.repeat(80),
      segments: [],
      mediaType: '',
    };
    const built = buildManifest2({
      envelopeId: whole.envelopeId,
      title: 'a\ud800b',
      titleSalt: 'a'.repeat(64),
      marks: plainMarks,
      parts: [
        {
          ...part,
          id: 'x',
          kind: 'attachment',
          name: 'e\u0301\ud800',
          disposition: 'attachment',
          contentId: null,
        },
      ],
    });
    expect(built.title).toBe('a\ufffdb');
    expect(built.parts[0]?.name).toBe('é\ufffd');
  });
});

describe('the marks of a manifest', () => {
  it.each(letterFlags)('say %s, and nothing else, to who reads it', (flag) => {
    const marks = { ...plainMarks, [flag]: true };
    const read = parseManifest(encodeManifest(buildManifest2(written({ marks }))));
    if (read.format !== 'pli-manifest-2') throw new Error('version 2');
    expect(marksIn(read)).toEqual(marks);
    expect(marksOf(read)).toEqual([flag]);
  });
});

describe('what documents hold more than a reader has to know', () => {
  it('is what all that add to it say; nothing stands there where nothing is said, and none replaces another’s', () => {
    expect(moreOf({ first: true }, { second: 'word', unsaid: undefined }, undefined)).toEqual({
      more: { first: true, second: 'word' },
    });
    expect(moreOf(undefined, {}, { unsaid: undefined })).toEqual({});
    expect(() => moreOf({ first: true }, { first: false })).toThrow('first');
  });

  it('is written into manifests and seals as a reader takes it', () => {
    const more = { ofLater: { any: ['thing'] } };
    expect(parseManifest(encodeManifest(buildManifest2(written({ more }))))).toMatchObject({ more });
    expect(buildManifest2(written({ more: {} }))).not.toHaveProperty('more');
    const { format: _, ...sealed } = parseSeal(whole.seal) as Seal2; // whole is of version 2
    const input = {
      ...sealed,
      origin: 'browser' as const,
      sealedAt: new Date(sealed.sealedAt),
      expiresAt: new Date(sealed.expiresAt),
    };
    expect(parseSeal(encodeSeal(buildSeal2({ ...input, more })))).toMatchObject({ more });
    expect(buildSeal2({ ...input, more: {} })).not.toHaveProperty('more');
  });
});

/** A manifest of an empty text, of which something is said. */
function written(said: Partial<Manifest2Input>): Manifest2Input {
  const body = {
    id: '0193a1f0-7c3e-7b1a-9f55-2f0c5e6d7a81',
    kind: 'body' as const,
    name: null,
    mediaType: 'text/html',
    disposition: null,
    contentId: null,
    wrappedKey: 'b'.repeat(80),
    plaintextBytes: 0,
    plaintextSha256: 'a'.repeat(64),
    segments: [
      {
        sha256: 'c'.repeat(64),
        ciphertextBytes: segmentCiphertextBytes(0),
        plaintextSha256: 'd'.repeat(64),
      },
    ],
  };
  return {
    envelopeId: body.id,
    title: 'Titre',
    titleSalt: 'a'.repeat(64),
    marks: plainMarks,
    parts: [body],
    ...said,
  };
}

it('every way in is one that a seal can name', () => {
  for (const origin of origins) expect(origin).toMatch(/^[a-z]+(-[a-z]+)*$/);
});
