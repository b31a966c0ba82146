import { equalBytes, ownBytes } from '../envelope-format/bytes';
import { parseInclusion } from '../envelope-format/inclusion-text';
import { type SignedDocument, signedBytesOf } from '../envelope-format/signed-document';
import { Fault } from './fault';
import type { ZipFiles } from './read-zip';

/** A signed document of a bundle, and the bytes that were signed of it. */
export type SignedFiles = SignedDocument & { signedBytes: Uint8Array };

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/**
 * Reads a seal or an addendum with its signature and timestamp, by what their names begin with (`envelope/seal`, `envelope/addenda/1`).
 * The batch document is made from document and path, as by any reader; the one in the bundle, which a stranger's gpg reads, must
 * be the same.
 * @throws Fault `file-missing`, `batch-other`; FormatError `batch-invalid`, `format-newer`
 */
export async function readSignedFiles(zip: ZipFiles, name: string): Promise<SignedFiles> {
  const document = await zip.read(`${name}.json`);
  const inBatch = zip.has(`${name}.inclusion.txt`);
  const signed = `${name}${inBatch ? '.batch' : ''}`;
  const batch = inBatch ? parseInclusion(text(await zip.read(`${name}.inclusion.txt`))) : null;
  const signedBytes = await signedBytesOf({ document, batch });
  if (inBatch && !equalBytes(ownBytes(await zip.read(`${signed}.json`)), signedBytes)) {
    throw new Fault('batch-other', { file: `${signed}.json` });
  }
  const ownKey = `${name}.key.asc`;
  return {
    document,
    batch,
    signedBytes,
    signature: text(await zip.read(`${signed}.json.asc`)),
    sealingKey: text(await zip.read(zip.has(ownKey) ? ownKey : 'keys/sealing.asc')),
    timestampResponse: zip.has(`${signed}.tsr`) ? await zip.read(`${signed}.tsr`) : null,
  };
}
