import { downloadZip } from 'client-zip';
import { toHex } from '../../envelope-format/bytes';
import { messageKeyOf } from '../../envelope-format/decrypt-segment';
import type { Manifest } from '../../envelope-format/manifest';
import { encodeManifest } from '../../envelope-format/manifest';
import { verifySegment } from '../../envelope-format/open-segment';
import type { Seal } from '../../envelope-format/seal';
import type { ContentKey } from '../../envelope-format/segment-cipher';
import { blobSource } from '../../verify/file-source';
import { openZip } from '../../verify/read-zip';

const MiB = 1_048_576;
const bounds = { files: 20_000, fileBytes: 64 * MiB, totalBytes: 128 * MiB };
const object = 'envelope/manifest.pgp';

/** What a reader knows of an envelope that he has opened and verified. */
export type OpenedPlace = { seal: Seal; manifest: Manifest; contentKey: ContentKey };

/**
 * Adds to a bundle what only an opened envelope gives (docs/audit-log.md, section 5): the manifest in the clear, and the key that
 * opens this one message, so that a stranger can see that it is the sealed one. The content key stays where it is.
 * @throws FormatError `segment-digest` unless the bundle's manifest object is the one that the seal names
 */
export async function completeBundle(
  bundle: Blob,
  { seal, manifest, contentKey }: OpenedPlace,
): Promise<Blob> {
  const zip = await openZip(blobSource(bundle), bounds);
  const ciphertext = await zip.read(object);
  await verifySegment(seal.manifest, ciphertext);
  const lastModified = new Date();
  const added = [
    { name: 'envelope/manifest.json', input: new Uint8Array(encodeManifest(manifest)) },
    { name: 'envelope/manifest.key', input: `${toHex(await messageKeyOf(contentKey, ciphertext))}\n` },
  ];
  const files = async function* () {
    for (const name of zip.names) {
      yield { name, lastModified, input: new Uint8Array(await zip.read(name)) };
      if (name === object) for (const file of added) yield { ...file, lastModified };
    }
  };
  return downloadZip(files(), { buffersAreUTF8: true }).blob();
}
