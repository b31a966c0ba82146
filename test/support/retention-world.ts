import { destroyContent } from '../../lib/retention/destroy-content';
import { judgeDue } from '../../lib/retention/judge-due';
import { purgeContent } from '../../lib/retention/purge-content';
import type { Services } from '../../lib/services';
import { makeDraft, requestFor, type StoredPart, storedObjects, storeLetter } from './draft-world';
import { sealWorld, to } from './seal-world';
import type { Person } from './sealed-world';

export const dayMilliseconds = 86_400_000;

/** Letters that end, and what is left of them; `under` is what `withTestServices` gives. */
export function retentionWorld(under: { readonly services: Services }) {
  const { world, seal } = sealWorld(under);
  return {
    world,
    /** The services with a clock that is so many days ahead. */
    daysLater: (days: number): Services => ({
      ...under.services,
      clock: { now: () => new Date(Date.now() + days * dayMilliseconds) },
    }),
    /** A sealed letter with a file, that can be read for a day. */
    async letter(sender: Person, recipient: string) {
      const { services } = under;
      const draft = await makeDraft(services, sender);
      const parts = await storeLetter(services, draft, [Buffer.from('un fichier')]);
      await seal(draft, await requestFor(draft, parts, to(recipient), { expiresInDays: 1 }));
      const { envelopeId } = draft;
      const { id, reference } = await services.db.recipient.findFirstOrThrow({ where: { envelopeId } });
      return { envelopeId, parts, recipientId: id, reference };
    },
    /** What the worker does: judge, destroy, purge. */
    async end(services: Services, envelopeId: string): Promise<void> {
      await judgeDue(services);
      await destroyContent(services, { envelopeId });
      await purgeContent(services, { envelopeId });
    },
    stored: (letter: { envelopeId: string; parts: readonly StoredPart[] }) =>
      storedObjects(under.services, letter),
    destructions: (envelopeId: string) =>
      under.services.db.auditEntry.count({ where: { envelopeId, event: 'ContentDestroyed' } }),
  };
}
