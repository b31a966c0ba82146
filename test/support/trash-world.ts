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
    /** Copies in a trash since then, two a letter, that nobody can read: only to be many. All but the first letter are copied from it. */
    async many({ actor, mailboxId }: Person, letters: number, trashedAt: Date): Promise<string[]> {
      const { db } = under.services;
      const { userId: id, organisationId, email } = actor;
      const author = { id, organisationId, email, mailboxId, password: '' };
      const { envelopeId } = await makeEnvelope(db, author, { address: email, mailboxId });
      const of = { where: { envelopeId } };
      await db.mailboxItem.updateMany({ ...of, data: { folder: 'trash', trashedAt } });
      await db.$executeRaw`
        WITH copy AS MATERIALIZED (
          SELECT gen_random_uuid() AS envelope_id, gen_random_uuid() AS recipient_id FROM generate_series(2, ${letters})
        ), envelope AS (
          INSERT INTO envelopes SELECT (jsonb_populate_record(e, jsonb_build_object('id', c.envelope_id))).*
          FROM copy c, envelopes e WHERE e.id = ${envelopeId}::uuid
        ), key AS (
          INSERT INTO envelope_keys SELECT (jsonb_populate_record(k, jsonb_build_object('envelope_id', c.envelope_id))).*
          FROM copy c, envelope_keys k WHERE k.envelope_id = ${envelopeId}::uuid
        ), recipient AS (
          INSERT INTO recipients SELECT (jsonb_populate_record(r, jsonb_build_object('id', c.recipient_id, 'envelope_id', c.envelope_id,
            'reference', c.recipient_id, 'notification_id', c.recipient_id))).*
          FROM copy c, recipients r WHERE r.envelope_id = ${envelopeId}::uuid
        )
        INSERT INTO mailbox_items SELECT (jsonb_populate_record(i, jsonb_build_object('envelope_id', c.envelope_id,
          'id', CASE WHEN i.recipient_id IS NULL THEN c.envelope_id ELSE c.recipient_id END,
          'recipient_id', CASE WHEN i.recipient_id IS NULL THEN NULL ELSE c.recipient_id END))).*
        FROM copy c, mailbox_items i WHERE i.envelope_id = ${envelopeId}::uuid`;
      const copies = await db.mailboxItem.findMany({ where: { mailboxId, trashedAt }, select: { id: true } });
      return copies.map((copy) => copy.id);
    },
  };
}
