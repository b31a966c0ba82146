import { describe, expect, test } from 'vitest';
import { readSealed } from '../../lib/envelope/read-sealed';
import { parseAddendum } from '../../lib/envelope-format/addendum';
import { heldElsewhereHash } from '../../lib/envelope-format/salted-hash';
import { AppError } from '../../lib/errors';
import { openEnvelope } from '../../lib/open/open-envelope';
import { openSentEnvelope } from '../../lib/open/open-sent-envelope';
import { changeOrganisation } from '../../lib/organisation/change-organisation';
import { destroyContent } from '../../lib/retention/destroy-content';
import { judgeAgain } from '../../lib/retention/judge-again';
import { judgeDue } from '../../lib/retention/judge-due';
import { purgeContent } from '../../lib/retention/purge-content';
import { withTestDatabase } from '../support/database';
import { retentionWorld } from '../support/retention-world';
import { sealWorld } from '../support/seal-world';
import { withTestServices } from '../support/sealed-world';
import { testClient } from '../support/test-client';

const database = withTestDatabase();
const under = withTestServices(database);
const { world, daysLater, letter, end, stored, destructions } = retentionWorld(under);
const { jobsOf } = sealWorld(under);
const code = (run: Promise<unknown>) =>
  run.then(
    () => 'open',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );

describe('a letter whose last reason has ended', () => {
  test('loses key, title, segments and their rows, and keeps seal, addendum and entry; two workers at once do it once', async () => {
    const { services, anne, paul } = await world();
    const one = await letter(anne, paul.actor.email);
    const { envelopeId } = one;
    expect(await stored(one)).toBe(3);
    await judgeDue(daysLater(7));
    expect(await jobsOf('destroy-content', envelopeId)).toHaveLength(0);
    await judgeDue(daysLater(9));
    await judgeDue(daysLater(9));
    expect(await jobsOf('destroy-content', envelopeId)).toHaveLength(1);
    await Promise.all([1, 2].map(() => destroyContent(daysLater(9), { envelopeId })));
    await Promise.all([1, 2].map(() => purgeContent(daysLater(9), { envelopeId })));

    expect(await destructions(envelopeId)).toBe(1);
    expect(await stored(one)).toBe(0);
    const partIds = one.parts.map(({ id }) => id);
    expect(await services.db.segment.count({ where: { partId: { in: partIds } } })).toBe(0);
    const envelope = await services.db.$transaction((tx) => readSealed(tx, envelopeId));
    expect(envelope).toMatchObject({ title: null, addenda: [{ number: 1, authorAddress: null }] });
    const row = await services.db.contentDestruction.findUniqueOrThrow({ where: { envelopeId } });
    expect(row).toMatchObject({ why: 'expired', parts: 2, heldLetters: 0, heldParts: 0 });
    expect(row.purgedAt).not.toBeNull();
    const [change] = parseAddendum(envelope.addenda[0]?.document ?? new Uint8Array()).changes;
    const heldElsewhere = await heldElsewhereHash({ letters: 0, parts: 0 }, row.heldSalt);
    expect(change).toEqual({ kind: 'content-destroyed', heldElsewhere });
    const opened = openSentEnvelope(services, { actor: anne.actor, client: testClient, envelopeId });
    expect(await code(opened)).toBe('content-destroyed');
  });

  test('whose parts another letter names leaves those, and says how many; a store that is away is asked again', async () => {
    const { services, anne, paul } = await world();
    const [one, other] = [await letter(anne, paul.actor.email), await letter(anne, paul.actor.email)];
    const file = one.parts.find(({ kind }) => kind === 'attachment');
    const { envelopeId } = one;
    await asOwner(`ALTER TABLE part_uses DISABLE TRIGGER USER`);
    await services.db.$executeRaw`
      INSERT INTO part_uses (envelope_id, part_id, kind) VALUES (${other.envelopeId}::uuid, ${file?.id}::uuid, 'attachment')`;
    await asOwner(`ALTER TABLE part_uses ENABLE TRIGGER USER`);
    await services.db.envelope.update({
      where: { id: other.envelopeId },
      data: { accessUntil: new Date(Date.now() + 9e9) },
    });
    await destroyContent(daysLater(9), { envelopeId });
    const away = () => Promise.reject(new AppError('storage-unavailable'));
    const broken = { ...daysLater(9), objectStore: { ...services.objectStore, list: away, remove: away } };
    expect(await code(purgeContent(broken, { envelopeId }))).toBe('storage-unavailable');
    expect(await services.db.contentDestruction.findUnique({ where: { envelopeId } })).toMatchObject({
      heldLetters: 1,
      heldParts: 1,
      purgedAt: null,
    });
    await services.db.$executeRaw`DELETE FROM pgboss.job WHERE name = 'purge-content'`;
    await judgeDue(daysLater(9));
    expect(await jobsOf('purge-content', envelopeId)).toHaveLength(1);
    await purgeContent(daysLater(9), { envelopeId });
    expect(await stored(one)).toBe(1);
    expect(await services.db.segment.count({ where: { partId: file?.id ?? '' } })).toBe(1);
    expect(await stored(other)).toBe(3);
  });

  async function asOwner(sql: string): Promise<void> {
    const { default: pg } = await import('pg');
    const client = new pg.Client({ connectionString: database.ownerUrl });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  }
});

describe('a letter that an organisation keeps', () => {
  test('is read on by who opened it, until the rule is changed and a week has passed', async () => {
    const { services, anne, paul, practice } = await world();
    await services.db.organisation.update({
      where: { id: practice.id },
      data: { letterRetentionDays: null },
    });
    const one = await letter(anne, paul.actor.email);
    const { envelopeId, reference } = one;
    const open = (services_ = services) =>
      code(openEnvelope(services_, { actor: paul.actor, client: testClient, reference }));
    expect(await open()).toBe('open');
    await end(daysLater(100), envelopeId);
    expect(await open(daysLater(100))).toBe('open');
    const keyOf = () => services.db.envelopeKey.findFirstOrThrow({ where: { envelopeId } });
    expect(await keyOf()).toMatchObject({ judgeAt: null });

    const administrator = { ...paul.actor, role: 'administrator' as const };
    await services.db.user.update({ where: { id: paul.actor.userId }, data: { role: 'administrator' } });
    const change = { letterRetentionDays: 0 };
    await changeOrganisation(services, { actor: administrator, client: testClient, change });
    expect(await jobsOf('judge-again', practice.id)).toHaveLength(1);
    await judgeAgain(services, { organisationId: practice.id });
    await end(daysLater(6.9), envelopeId);
    expect(await destructions(envelopeId)).toBe(0);
    expect((await keyOf()).judgeAt).not.toBeNull();
    await end(daysLater(9), envelopeId);
    expect(await destructions(envelopeId)).toBe(1);
  });

  test('that nobody there had opened is kept for nobody', async () => {
    const { services, anne, paul, practice } = await world();
    await services.db.organisation.update({
      where: { id: practice.id },
      data: { letterRetentionDays: null },
    });
    await asSettled(practice.id);
    const { envelopeId, reference } = await letter(anne, paul.actor.email);
    expect(await code(openEnvelope(daysLater(2), { actor: paul.actor, client: testClient, reference }))).toBe(
      'expired',
    );
    await end(daysLater(9), envelopeId);
    expect(await destructions(envelopeId)).toBe(1);
  });

  /** As if its rule had been set long ago. */
  async function asSettled(organisationId: string): Promise<void> {
    const { default: pg } = await import('pg');
    const client = new pg.Client({ connectionString: database.ownerUrl });
    await client.connect();
    await client.query('ALTER TABLE organisations DISABLE TRIGGER USER');
    await client.query(`UPDATE organisations SET letter_retention_since = 'epoch' WHERE id = $1`, [
      organisationId,
    ]);
    await client.query('ALTER TABLE organisations ENABLE TRIGGER USER').finally(() => client.end());
  }
});
