import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { discardDraft } from '../../lib/draft/discard-draft';
import { removePart } from '../../lib/draft/remove-part';
import { sweepVault } from '../../lib/retention/sweep-vault';
import { sealEnvelope } from '../../lib/seal/seal-envelope';
import { withTestDatabase } from '../support/database';
import { makeDraft, requestFor, storedObjects, storeLetter, storePart } from '../support/draft-world';
import { sealWorld } from '../support/seal-world';
import { withTestServices } from '../support/sealed-world';
import { testClient } from '../support/test-client';

const database = withTestDatabase();
const under = withTestServices(database);
const { twoPeople } = sealWorld(under);
const notFound = { code: 'not-found' };

describe('throwing away', () => {
  const sweepsOf = (envelopeId: string) =>
    under.services.db.$queryRawUnsafe<object[]>(
      `SELECT 1 FROM pgboss.job WHERE name = 'sweep-vault' AND data->>'envelopeId' = $1`,
      envelopeId,
    );

  it('a file: its segments no longer count, and its bytes go', async () => {
    const { services, anne } = await twoPeople();
    const draft = await makeDraft(services, anne);
    const { envelopeId } = draft;
    const kept = await storePart(services, draft, 'attachment');
    const gone = await storePart(services, draft, 'attachment');
    await removePart(services, anne.actor, { envelopeId, partId: gone.id });
    await removePart(services, anne.actor, { envelopeId, partId: gone.id });
    expect(await sweepsOf(envelopeId)).toHaveLength(2); // at once, and after the last signed URL has expired
    await sweepVault(services, { envelopeId });
    expect([...(await services.objectStore.list({ partId: kept.id })).keys()]).toEqual([
      kept.segments[0]?.sha256,
    ]);
    expect((await services.objectStore.list({ partId: gone.id })).size).toBe(0);
  });

  it('a draft: everything of it goes', async () => {
    const { services, anne } = await twoPeople();
    const draft = await makeDraft(services, anne);
    const parts = await storeLetter(services, draft, [randomBytes(10)]);
    await discardDraft(services, anne.actor, draft.envelopeId);
    await expect(discardDraft(services, anne.actor, draft.envelopeId)).rejects.toMatchObject(notFound);
    expect(await sweepsOf(draft.envelopeId)).toHaveLength(2);
    await sweepVault(services, draft);
    expect(await storedObjects(services, { ...draft, parts })).toBe(0);
    expect(await services.db.partUse.count({ where: { envelopeId: draft.envelopeId } })).toBe(0);
  });

  it('never takes what a seal counts on, however sweep and seal meet', async () => {
    const { services, anne } = await twoPeople();
    for (let round = 0; round < 5; round++) {
      const draft = await makeDraft(services, anne);
      const { envelopeId } = draft;
      const parts = await storeLetter(services, draft, [randomBytes(10)]);
      const request = await requestFor(draft, parts, [{ address: 'x@elsewhere.example', kind: 'to' }]);
      await Promise.all([
        sweepVault(services, { envelopeId }),
        sealEnvelope(services, anne.actor, { envelopeId, client: testClient, request }),
        sweepVault(services, { envelopeId }),
      ]);
      expect(await storedObjects(services, { envelopeId, parts })).toBe(3);
    }
  });
});
