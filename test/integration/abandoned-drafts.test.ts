import { v7 as uuidv7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { createDraft } from '../../lib/draft/create-draft';
import { currentVaultKey } from '../../lib/envelope/vault-key';
import { discardAbandoned } from '../../lib/retention/discard-abandoned';
import { retireMonthKeys } from '../../lib/retention/retire-month-keys';
import { sweepVault } from '../../lib/retention/sweep-vault';
import { withTestDatabase } from '../support/database';
import { makeDraft, storeLetter } from '../support/draft-world';
import { freshKeyPacket } from '../support/key-packet';
import { retentionWorld } from '../support/retention-world';
import { withTestServices } from '../support/sealed-world';

const database = withTestDatabase();
const under = withTestServices(database);
const { world, daysLater, stored } = retentionWorld(under);

describe('drafts that nobody will go on with', () => {
  test('are destroyed with what the vault holds of them: untouched for half a year, or of a closed account', async () => {
    const { services, anne, paul } = await world();
    const { db } = services;
    const make = async (who: typeof anne) => {
      const draft = await makeDraft(services, who);
      return { envelopeId: draft.envelopeId, parts: await storeLetter(services, draft) };
    };
    const [old, closed] = [await make(anne), await make(paul)];
    await db.user.update({ where: { id: paul.actor.userId }, data: { closedAt: new Date() } });
    await discardAbandoned(daysLater(6));
    expect(await db.envelope.count({ where: { id: closed.envelopeId } })).toBe(1);
    await discardAbandoned(daysLater(8));
    const there = () => db.envelope.findMany({ where: { id: { in: [old.envelopeId, closed.envelopeId] } } });
    expect((await there()).map(({ id }) => id)).toEqual([old.envelopeId]);
    await Promise.all([discardAbandoned(daysLater(181)), discardAbandoned(daysLater(181))]);
    expect(await there()).toEqual([]);
    for (const one of [old, closed]) {
      await sweepVault(services, one);
      expect(await stored(one)).toBe(0);
    }
    expect(await db.auditEntry.count({ where: { event: 'DraftDestroyed' } })).toBe(2);
  });

  test('keep the key of their month, which goes when the last of them has gone', async () => {
    const { services, anne } = await world();
    const march = { ...services, clock: { now: () => new Date('2033-03-31T12:00:00Z') } };
    const at = (moment: string) => ({ ...services, clock: { now: () => new Date(moment) } });
    const { publicKey } = await currentVaultKey(march);
    const envelopeId = uuidv7();
    const { keyPacket } = await freshKeyPacket(publicKey);
    await createDraft(march, anne.actor, { envelopeId, mailboxId: anne.mailboxId, keyPacket });
    await retireMonthKeys(at('2033-08-01T00:00:00Z'));
    expect(await services.keys.months.find('2033-03')).not.toBeNull();
    await services.db.envelope.delete({ where: { id: envelopeId } });
    await retireMonthKeys(at('2033-05-01T12:00:00Z'));
    expect(await services.keys.months.find('2033-03')).not.toBeNull();
    await retireMonthKeys(at('2033-05-03T12:00:00Z'));
    expect(await services.keys.months.find('2033-03')).toBeNull();
    expect(
      (await services.db.vaultKey.findUniqueOrThrow({ where: { name: '2033-03' } })).destroyedAt,
    ).not.toBeNull();
  });
});
