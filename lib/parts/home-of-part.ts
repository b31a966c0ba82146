import type { ObjectHome } from '../ports/object-store';

/** What of a part's row says where it lies. */
export type PartHome = { id: string; madeIn: string; home: string };

/** Where a part's segments lie: under its own id, or in version 1 under that of the envelope it was made in. */
export function homeOfPart({ id, madeIn, home }: PartHome): ObjectHome {
  return home === 'part' ? { partId: id } : { envelopeId: madeIn };
}
