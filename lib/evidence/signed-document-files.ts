import { encodeInclusion } from '../envelope-format/inclusion-text';
import { type SignedDocument, signedBytesOf } from '../envelope-format/signed-document';
import type { BundleFile } from './bundle-file';

const utf8 = (text: string) => new TextEncoder().encode(text);

/**
 * The files of a seal or an addendum (docs/audit-log.md, section 5), by what their names begin with: the document, what was signed of
 * it, signature and timestamp, and in version 2 the path between them.
 * @param key the sealing key of the whole bundle: a document that another one signed brings its own
 */
export async function signedDocumentFiles(
  name: string,
  signed: SignedDocument,
  key: string,
): Promise<BundleFile[]> {
  const { document, batch, signature, sealingKey, timestampResponse } = signed;
  const base = batch === null ? name : `${name}.batch`;
  const files: BundleFile[] = [{ name: `${name}.json`, bytes: document }];
  if (batch !== null) files.push({ name: `${base}.json`, bytes: await signedBytesOf(signed) });
  files.push({ name: `${base}.json.asc`, bytes: utf8(signature) });
  if (timestampResponse) files.push({ name: `${base}.tsr`, bytes: timestampResponse });
  if (batch !== null) files.push({ name: `${name}.inclusion.txt`, bytes: utf8(encodeInclusion(batch)) });
  if (sealingKey !== key) files.push({ name: `${name}.key.asc`, bytes: utf8(sealingKey) });
  return files;
}
