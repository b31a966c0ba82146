import { v7 as uuidv7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { createDraft } from '@/lib/draft/create-draft';
import { openDraft } from '@/lib/draft/open-draft';
import { currentVaultKey } from '@/lib/envelope/vault-key';
import { assertKeysBelong } from '@/lib/start/assert-keys-belong';
import { withTestDatabase } from '../support/database';
import { freshKeyPacket } from '../support/key-packet';
import { sealWorld } from '../support/seal-world';
import { withTestServices } from '../support/sealed-world';
import { testClient } from '../support/test-client';

const database = withTestDatabase();
const under = withTestServices(database);
const { world } = sealWorld(under);

describe('a draft’s seed', () => {
  const at = (moment: string) => ({ ...under.services, clock: { now: () => new Date(moment) } });

  async function draftUnder(publicKey: string, services = under.services) {
    const { anne } = await world();
    const envelopeId = uuidv7();
    const { keyPacket } = await freshKeyPacket(publicKey);
    await createDraft(services, anne.actor, { envelopeId, mailboxId: anne.mailboxId, keyPacket });
    const { vaultKey } = await under.services.db.envelopeKey.findFirstOrThrow({ where: { envelopeId } });
    return { anne, envelopeId, vaultKey };
  }

  test('is wrapped to the key of the month, and last month’s is taken for one month more', async () => {
    const november = await currentVaultKey(at('2030-11-30T23:59:00Z'));
    expect(november).toMatchObject({ month: '2030-11', acceptedUntil: '2031-01-01T00:00:00.000Z' });
    expect((await draftUnder(november.publicKey, at('2030-12-31T23:59:00Z'))).vaultKey).toBe('2030-11');
    await expect(draftUnder(november.publicKey, at('2031-01-01T00:00:00Z'))).rejects.toMatchObject({
      code: 'bad-request',
    });
    const december = await currentVaultKey(at('2030-12-01T00:00:00Z'));
    expect(december.publicKey).not.toBe(november.publicKey);
  });

  test('comes back with the key of its month, and under the vault’s own key as before', async () => {
    const { services } = under;
    for (const publicKey of [(await currentVaultKey(services)).publicKey, services.keys.vault.publicKey]) {
      const { anne, envelopeId } = await draftUnder(publicKey);
      const { contentKey } = await openDraft(services, anne.actor, { envelopeId, client: testClient });
      expect(Buffer.from(contentKey, 'base64')).toHaveLength(32);
    }
  });

  test('is never wrapped to a key of the month that another folder holds', async () => {
    await currentVaultKey(at('2031-05-05T00:00:00Z'));
    await under.services.keys.months.destroy('2031-05');
    await expect(currentVaultKey(at('2031-05-06T00:00:00Z'))).rejects.toThrow('PLI_VAULT_KEYS_DIR');
  });

  test('that needs a key whose file is gone keeps Pli from starting, until the file is back', async () => {
    const { services } = under;
    const config = {
      ...services.config,
      database: { ...services.config.database, ownerUrl: database.ownerUrl },
    };
    const { publicKey } = await currentVaultKey(at('2032-02-02T00:00:00Z'));
    await draftUnder(publicKey, at('2032-02-03T00:00:00Z'));
    await assertKeysBelong(config);
    await services.keys.months.destroy('2032-02');
    await expect(assertKeysBelong(config)).rejects.toThrow('2032-02.asc is missing');
  });
});
