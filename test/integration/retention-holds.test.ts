import { describe, expect, test } from 'vitest';
import { openEnvelope } from '../../lib/open/open-envelope';
import { liftHold } from '../../lib/retention/lift-hold';
import { setHold } from '../../lib/retention/set-hold';
import { shownHolds } from '../../lib/retention/shown-holds';
import { vaultOverview } from '../../lib/retention/vault-overview';
import { withTestDatabase } from '../support/database';
import { retentionWorld } from '../support/retention-world';
import { type Person, withTestServices } from '../support/sealed-world';
import { testClient } from '../support/test-client';

const database = withTestDatabase();
const under = withTestServices(database);
const { world, daysLater, letter, end, destructions } = retentionWorld(under);

async function asAdministrator({ actor }: Person) {
  const { db } = under.services;
  await db.user.update({ where: { id: actor.userId }, data: { role: 'administrator' } });
  return { ...actor, role: 'administrator' as const };
}

describe('a hold', () => {
  test('keeps a letter for its organisation until it is lifted; sender and recipient see it, and the trail of both', async () => {
    const { services, anne, paul, hospital, practice } = await world();
    const { envelopeId, reference } = await letter(anne, paul.actor.email);
    const open = { actor: paul.actor, client: testClient, reference };
    await openEnvelope(services, open);
    const actor = await asAdministrator(paul);
    const why = 'Contentieux 2026-12';
    const { holdId } = await setHold(services, { actor, client: testClient, envelopeId, why });
    expect(await setHold(services, { actor, client: testClient, envelopeId, why: 'encore' })).toEqual({
      holdId,
    });

    await end(daysLater(40), envelopeId);
    expect(await destructions(envelopeId)).toBe(0);
    await openEnvelope(daysLater(40), open);
    const envelope = { id: envelopeId, organisationId: hospital.id };
    const shown = [expect.objectContaining({ id: holdId, why, organisation: 'Cabinet' })];
    expect(await shownHolds(services.db, envelope, 'sender')).toEqual(shown);
    expect(await shownHolds(services.db, envelope, { organisationId: practice.id })).toEqual(shown);
    expect(await shownHolds(services.db, envelope, { organisationId: null })).toEqual([]);
    const entry = await services.db.auditEntry.findFirstOrThrow({
      where: { envelopeId, event: 'RetentionHoldSet' },
      include: { visibility: true },
    });
    expect(entry.visibility.map(({ organisationId }) => organisationId).sort()).toEqual(
      [hospital.id, practice.id].sort(),
    );
    expect(JSON.stringify(entry.detail)).not.toContain('Contentieux');
    expect((await vaultOverview(services, actor)).holds).toMatchObject([{ id: holdId, why }]);

    await liftHold(services, { actor, client: testClient, holdId });
    await liftHold(services, { actor, client: testClient, holdId });
    expect(await services.db.auditEntry.count({ where: { envelopeId, event: 'RetentionHoldLifted' } })).toBe(
      1,
    );
    await end(daysLater(40), envelopeId);
    expect(await destructions(envelopeId)).toBe(1);
    await expect(setHold(services, { actor, client: testClient, envelopeId, why })).rejects.toMatchObject({
      code: 'content-destroyed',
    });
    expect((await vaultOverview(services, await asAdministrator(anne))).destroyed).toMatchObject([
      { envelopeId },
    ]);
  });

  test('is set by nobody but an administrator of an organisation that has a copy, and a row of it never changes', async () => {
    const { services, anne, paul } = await world();
    const { envelopeId } = await letter(anne, paul.actor.email);
    const other = await world();
    const why = 'Contentieux';
    for (const actor of [anne.actor, await asAdministrator(other.anne)])
      await expect(setHold(services, { actor, client: testClient, envelopeId, why })).rejects.toMatchObject({
        code: 'not-found',
      });
    const { holdId } = await setHold(services, {
      actor: await asAdministrator(anne),
      client: testClient,
      envelopeId,
      why,
    });
    const refused = { message: expect.stringContaining('may not') };
    await expect(
      services.db.retentionHold.update({ where: { id: holdId }, data: { why: 'autre' } }),
    ).rejects.toMatchObject(refused);
    await expect(services.db.retentionHold.delete({ where: { id: holdId } })).rejects.toMatchObject(refused);
    await expect(
      liftHold(services, { actor: await asAdministrator(other.anne), client: testClient, holdId }),
    ).rejects.toMatchObject({ code: 'not-found' });
  });
});
