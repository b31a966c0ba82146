import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { createDraft } from '../../lib/draft/create-draft';
import { currentVaultKey } from '../../lib/envelope/vault-key';
import { changeItems } from '../../lib/filing/change-items';
import { removeItems } from '../../lib/filing/remove-items';
import { sealEnvelope } from '../../lib/seal/seal-envelope';
import type { Services } from '../../lib/services';
import { draftRequestOf } from '../../lib/writing/draft-request';
import { newLetterKeys } from '../../lib/writing/new-letter';
import { makeEnvelope } from './people';
import { to } from './seal-world';
import type { Person } from './sealed-world';
import { testClient } from './test-client';
import { writeLetter } from './written-letter';

/** Letters whose copies are thrown away; `under` is what `withTestServices` gives. */
export function trashWorld(under: { readonly services: Services }) {
  const trash = async (who: Person, ...items: string[]) => {
    await changeItems(under.services, { actor: who.actor, items, filing: { folder: 'trash' } });
  };
  const remove = (who: Person, ...items: string[]) =>
    removeItems(under.services, { actor: who.actor, client: testClient, items });
  return {
    trash,
    remove,
    /** Both, one after the other. */
    async throwAway(who: Person, ...items: string[]) {
      await trash(who, ...items);
      return remove(who, ...items);
    },
    /** A letter with a file; the sender's own copy has the letter's id. */
    async letter(author: Person, recipient: Person) {
      const { services } = under;
      const files = [randomBytes(50)];
      const written = await writeLetter(services, author, to(recipient.actor.email), { files });
      const { envelopeId, request } = written;
      await sealEnvelope(services, author.actor, { envelopeId, client: testClient, request });
      const found = { where: { envelopeId }, include: { item: true } };
      const { id, reference, item } = await services.db.recipient.findFirstOrThrow(found);
      const received = item?.id ?? '';
      return { envelopeId, reference, recipientId: id, received, fileId: written.parts[1] ?? '' };
    },
    /** An empty draft that parts can be named in. */
    async draft(author: Person) {
      const envelopeId = uuidv7();
      const keys = await newLetterKeys(envelopeId, (await currentVaultKey(under.services)).publicKey);
      const input = { envelopeId, ...draftRequestOf(author.mailboxId, keys) };
      await createDraft(under.services, author.actor, input);
      return envelopeId;
    },
    /** Copies in a trash since then, two a letter, that nobody can read: only to be many. */
    async many({ actor, mailboxId }: Person, letters: number, trashedAt: Date): Promise<string[]> {
      const { db } = under.services;
      const { userId: id, organisationId, email } = actor;
      const author = { id, organisationId, email, mailboxId };
      const ids: string[] = [];
      for (let n = 0; n < letters; n += 1) {
        const made = await makeEnvelope(db, author, { address: email, mailboxId });
        const common = { mailboxId, envelopeId: made.envelopeId, conversationId: made.envelopeId };
        const lies = { folder: 'trash', trashedAt, at: trashedAt, changeNumber: 1 };
        const copies = [
          { id: made.envelopeId, ...common, ...lies },
          { id: uuidv7(), recipientId: made.recipientId, ...common, ...lies },
        ];
        await db.mailboxItem.createMany({ data: copies });
        ids.push(...copies.map((copy) => copy.id));
      }
      return ids;
    },
  };
}
