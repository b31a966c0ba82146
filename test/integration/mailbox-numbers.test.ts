import { expect, test } from 'vitest';
import { touchItems } from '../../lib/mailbox/mailbox-items';
import { withTestDatabase } from '../support/database';
import { addOrganisation, addPerson, sealLetter, withTestServices } from '../support/sealed-world';

const made = withTestServices(withTestDatabase());
const together = 8;
const rounds = 150;

test(`${together} letters between the same mailboxes that change at once, ${rounds} times: none ends another, and no change of a mailbox is without its number`, async () => {
  const { services } = made;
  const sender = await addPerson(services, await addOrganisation(services, 'CHU'), 'anne');
  const addressees = ['un', 'deux', 'trois'].map((who) => ({ who: `${who}@ailleurs.example` }));
  const letters: { envelopeId: string; recipientIds: string[] }[] = [];
  for (let letter = 0; letter < together; letter += 1) {
    const { envelopeId, recipients } = await sealLetter(services, sender, addressees);
    letters.push({ envelopeId, recipientIds: Object.values(recipients).map(({ id }) => id) });
  }
  const number = async () =>
    (await services.db.mailbox.findUniqueOrThrow({ where: { id: sender.mailboxId } })).changeNumber;
  const before = await number();
  for (let round = 0; round < rounds; round += 1)
    await Promise.all(
      letters.map(({ envelopeId, recipientIds }) =>
        services.db.$transaction((tx) => touchItems(tx, envelopeId, recipientIds, null)),
      ),
    );
  expect((await number()) - before).toBe(BigInt(together * rounds));
});
