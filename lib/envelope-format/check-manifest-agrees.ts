import { fromHex } from './bytes';
import { FormatError } from './format-error';
import type { Manifest } from './manifest';
import { saltedHash } from './salted-hash';
import type { Seal } from './seal';
import type { SegmentDigest } from './types';

/**
 * The manifest must describe what was sealed: the same version, the same envelope, the same title (from version 2 on, by the seal's
 * commitment), and the same parts with the same segments, all in the same order.
 * @throws FormatError `manifest-disagrees`
 */
export async function checkManifestAgrees(manifest: Manifest, seal: Seal): Promise<void> {
  if (!(await isTitleSealed(manifest, seal))) throw new FormatError('manifest-disagrees', 'version or title');
  if (manifest.envelopeId !== seal.envelopeId)
    throw new FormatError('manifest-disagrees', 'another envelope');
  if (manifest.parts.length !== seal.parts.length)
    throw new FormatError('manifest-disagrees', 'number of parts');
  for (const [index, part] of manifest.parts.entries()) {
    const sealed = seal.parts[index];
    if (
      part.id !== sealed?.id ||
      part.kind !== sealed.kind ||
      !sameSegments(part.segments, sealed.segments)
    ) {
      throw new FormatError('manifest-disagrees', `part ${index}`);
    }
  }
}

async function isTitleSealed(manifest: Manifest, seal: Seal): Promise<boolean> {
  if (seal.format === 'pli-seal-1') return manifest.format === 'pli-manifest-1';
  if (manifest.format !== 'pli-manifest-2') return false;
  return (await saltedHash(manifest.title, fromHex(manifest.titleSalt))) === seal.titleHash;
}

function sameSegments(a: readonly SegmentDigest[], b: readonly SegmentDigest[]): boolean {
  return (
    a.length === b.length &&
    a.every(
      ({ sha256, ciphertextBytes }, index) =>
        sha256 === b[index]?.sha256 && ciphertextBytes === b[index].ciphertextBytes,
    )
  );
}
