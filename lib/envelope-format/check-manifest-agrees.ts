import { FormatError } from './format-error';
import type { Manifest, Seal, SegmentDigest } from './types';

/**
 * The manifest must describe what was sealed: the same envelope, and the same parts with the same segments, all in the
 * same order.
 * @throws FormatError `manifest-disagrees`
 */
export function checkManifestAgrees(manifest: Manifest, seal: Seal): void {
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

function sameSegments(a: readonly SegmentDigest[], b: readonly SegmentDigest[]): boolean {
  return (
    a.length === b.length &&
    a.every(
      ({ sha256, ciphertextBytes }, index) =>
        sha256 === b[index]?.sha256 && ciphertextBytes === b[index].ciphertextBytes,
    )
  );
}
