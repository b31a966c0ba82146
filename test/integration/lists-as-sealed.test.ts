import { beforeAll, describe, expect, test } from 'vitest';
import { listEnvelopes } from '../../lib/mailbox/list-envelopes';
import { withTestDatabase } from '../support/database';
import { asSuperuser } from '../support/database-template';
import {
  addOrganisation,
  addPerson,
  type Person,
  sealLetter,
  withTestServices,
} from '../support/sealed-world';

/** What somebody may write who holds the database, past every trigger; $ stands for the letter's id. */
const changes: Record<string, string> = {
  'the sender’s name': `UPDATE envelopes SET sender_name = 'Dr Autre' WHERE id = $`,
  'the sender’s address': `UPDATE envelopes SET sender_address = 'autre@example.org' WHERE id = $`,
  'when it was sealed': `UPDATE envelopes SET sealed_at = sealed_at - interval '1 year' WHERE id = $`,
  'until when it can be read': `UPDATE envelopes SET access_until = access_until + interval '1 year' WHERE id = $`,
  'how many files it has': `UPDATE envelopes SET attachment_count = attachment_count + 1 WHERE id = $`,
  'a recipient’s address': `UPDATE recipients SET address = 'autre@example.org' WHERE envelope_id = $`,
  'that it was withdrawn': `UPDATE recipients SET withdrawn_at = now() WHERE envelope_id = $`,
};

describe('a row of a list that was changed behind our back', () => {
  const database = withTestDatabase();
  const made = withTestServices(database);
  let anne: Person;
  let paul: Person;
  beforeAll(async () => {
    anne = await addPerson(made.services, await addOrganisation(made.services, 'Hôpital'), 'anne');
    paul = await addPerson(made.services, await addOrganisation(made.services, 'Cabinet'), 'paul');
  });
  const items = async (who: Person, box: 'inbox' | 'sent') =>
    (await listEnvelopes(made.services, who.actor, { box })).items;

  test.each(Object.keys(changes))(
    '%s: says so on both sides and nothing else; its neighbour stays',
    async (what) => {
      const [letter, neighbour] = [
        await sealLetter(made.services, anne, [{ who: paul }], { title: 'Confidentiel' }),
        await sealLetter(made.services, anne, [{ who: paul }], { title: 'Voisin' }),
      ];
      const pick = async (who: Person, box: 'inbox' | 'sent', id: string) =>
        (await items(who, box)).find(({ envelopeId }) => envelopeId === id);
      for (const [who, box] of [
        [anne, 'sent'],
        [paul, 'inbox'],
      ] as const)
        expect(await pick(who, box, letter.envelopeId)).toMatchObject({
          title: 'Confidentiel',
          altered: false,
        });
      await asSuperuser(
        database.ownerUrl,
        `SET session_replication_role = 'replica'; ${(changes[what] ?? '').replace('$', `'${letter.envelopeId}'`)}`,
      );
      for (const [who, box] of [
        [anne, 'sent'],
        [paul, 'inbox'],
      ] as const) {
        expect(await pick(who, box, letter.envelopeId), box).toMatchObject({
          altered: true,
          title: null,
          sender: null,
          recipients: [],
          expiresAt: null,
          attachmentCount: 0,
          withdrawnAt: null,
        });
        expect(await pick(who, box, neighbour.envelopeId)).toMatchObject({ title: 'Voisin', altered: false });
      }
    },
  );
});
