import type { ManifestPart2 } from '../envelope-format/manifest-2';
import type { StoredContent } from './write-small-part';

/** The letter's text. */
export function bodyPart(stored: StoredContent): ManifestPart2 {
  const bare = { name: null, disposition: null, contentId: null };
  return { ...stored, kind: 'body', mediaType: 'text/html; charset=utf-8', ...bare };
}

/** A file as it was chosen; with a content id, a picture that stands in the text. */
export function filePart(
  stored: StoredContent,
  { name, mediaType, contentId = null }: { name: string; mediaType: string; contentId?: string | null },
): ManifestPart2 {
  const disposition = contentId === null ? 'attachment' : 'inline';
  return { ...stored, kind: 'attachment', name, mediaType, disposition, contentId };
}
