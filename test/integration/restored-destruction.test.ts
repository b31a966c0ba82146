import pg from 'pg';
import { afterAll, describe, expect, test } from 'vitest';
import { withdrawAccess } from '../../lib/amend/withdraw-access';
import { openEnvelope } from '../../lib/open/open-envelope';
import { openSentEnvelope } from '../../lib/open/open-sent-envelope';
import { destroyContent } from '../../lib/retention/destroy-content';
import { replayEndings } from '../../lib/retention/replay-endings';
import type { Services } from '../../lib/services';
import { verifyLog } from '../../lib/transparency-log/verify-log';
import { createServices } from '../../lib/wiring/create-services';
import { withTestDatabase } from '../support/database';
import { asSuperuser } from '../support/database-template';
import { dayMilliseconds, retentionWorld } from '../support/retention-world';
import { withTestServices } from '../support/sealed-world';
import { testClient as client } from '../support/test-client';

const database = withTestDatabase();
const under = withTestServices(database);
const { world, letter, end, daysLater, destructions } = retentionWorld(under);
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'opened',
    ({ code }: { code?: string }) => code,
  );

/** Runs a statement on the server, in no database of ours. */
const onServer = (sql: string) => {
  const url = new URL(database.ownerUrl);
  url.pathname = '/postgres';
  return asSuperuser(url.href, sql);
};
const nameOf = (url: string) => new URL(url).pathname.slice(1);

describe('a database that is restored from before a destruction', () => {
  const backup = () => `${nameOf(database.ownerUrl)}_backup`;
  let restored: Services | undefined;
  afterAll(async () => {
    await restored?.db.$disconnect();
    restored?.mailer.close();
    await onServer(`DROP DATABASE IF EXISTS ${backup()} WITH (FORCE)`);
  });

  test('opens nothing that was destroyed after it: the store says so, and it is destroyed again before anything is served', async () => {
    const { services, anne, paul } = await world();
    const gone = await letter(anne, paul.actor.email);
    const kept = await letter(anne, paul.actor.email);
    await services.db.$disconnect();
    await database.db.$disconnect();
    await onServer(`CREATE DATABASE ${backup()} TEMPLATE ${nameOf(database.ownerUrl)}`);
    await destroyContent(daysLater(40), { envelopeId: gone.envelopeId });
    expect(await destructions(gone.envelopeId)).toBe(1);

    const at = (url: string) => {
      const moved = new URL(url);
      moved.pathname = `/${backup()}`;
      return moved.href;
    };
    const { config } = services;
    const later = { now: () => new Date(Date.now() + 41 * dayMilliseconds) };
    const urls = { url: at(database.url), ownerUrl: at(database.ownerUrl) };
    restored = await createServices({ ...config, database: { ...config.database, ...urls } }, 'test');
    const open = (reference: string) =>
      codeOf(openEnvelope(restored as Services, { actor: paul.actor, client, reference }));
    // what it would do if nothing were looked at
    expect(await open(gone.reference)).toBe('opened');

    expect(await replayEndings({ ...restored, clock: later })).toBe(1);
    expect(await open(gone.reference)).toBe('content-destroyed');
    const { envelopeId } = gone;
    expect(await codeOf(openSentEnvelope(restored, { actor: anne.actor, client, envelopeId }))).toBe(
      'content-destroyed',
    );
    expect(await open(kept.reference)).toBe('opened');
    expect(await restored.db.auditEntry.count({ where: { envelopeId, event: 'ContentDestroyed' } })).toBe(1);
    expect(await replayEndings({ ...restored, clock: later })).toBe(0);
    expect((await verifyLog(restored)).faults).toEqual([]);
  });

  test('nothing is destroyed whose ending the store does not take: its keys stay until it does', async () => {
    const { services, anne, paul } = await world();
    const { envelopeId } = await letter(anne, paul.actor.email);
    const objectStore = {
      ...services.objectStore,
      put: () => Promise.reject(Object.assign(new Error('away'), { code: 'storage-unavailable' })),
    };
    await expect(destroyContent({ ...daysLater(40), objectStore }, { envelopeId })).rejects.toMatchObject({
      code: 'storage-unavailable',
    });
    expect(await destructions(envelopeId)).toBe(0);
    await destroyContent(daysLater(40), { envelopeId });
    expect(await destructions(envelopeId)).toBe(1);
  });

  test('and a start without a restore destroys nothing', async () => {
    const { services, anne, paul } = await world();
    const { envelopeId } = await letter(anne, paul.actor.email);
    await destroyContent(services, { envelopeId });
    expect(await replayEndings(services)).toBe(0);
    expect(await destructions(envelopeId)).toBe(0);
  });
});

describe('the self-check names a letter whose keys and destruction are not what was signed', () => {
  async function asOwner(sql: string, envelopeId: string): Promise<void> {
    const owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
    await owner.query('SET session_replication_role = replica');
    const { rowCount } = await owner.query(sql, [envelopeId]).finally(() => owner.end());
    expect(rowCount).toBeGreaterThan(0);
  }
  const without = `UPDATE envelope_keys SET packet = NULL, destroyed_at = now(), destroyed_why = 'expired' WHERE envelope_id = $1`;
  const back = `UPDATE envelope_keys SET packet = '\\x01', destroyed_at = NULL, destroyed_why = NULL WHERE envelope_id = $1`;
  const columnsOf = async (envelopeId: string) => {
    const { faults } = await verifyLog(under.services);
    return faults.flatMap((fault) =>
      'envelopeId' in fault && fault.envelopeId === envelopeId && 'columns' in fault ? fault.columns : [],
    );
  };

  test('a key that went without addendum and entry', async () => {
    const { anne, paul } = await world();
    const { envelopeId } = await letter(anne, paul.actor.email);
    expect(await columnsOf(envelopeId)).toEqual([]);
    await asOwner(without, envelopeId);
    expect(await columnsOf(envelopeId)).toEqual(['packet']);
  });

  test('a key that came back after them, and a destruction whose row is gone or another', async () => {
    const { anne, paul } = await world();
    const { envelopeId } = await letter(anne, paul.actor.email);
    await end(daysLater(40), envelopeId);
    expect(await columnsOf(envelopeId)).toEqual([]);
    await asOwner(back, envelopeId);
    expect(await columnsOf(envelopeId)).toEqual(['packet']);
    await asOwner(without, envelopeId);
    await asOwner(
      `UPDATE content_destructions SET destroyed_at = destroyed_at - interval '1 day' WHERE envelope_id = $1`,
      envelopeId,
    );
    expect(await columnsOf(envelopeId)).toEqual(['destroyed_at']);
    await asOwner(`DELETE FROM content_destructions WHERE envelope_id = $1`, envelopeId);
    expect(await columnsOf(envelopeId)).toEqual(['destroyed_at']);
  });

  test('and none whose first entries retention has pruned, its destruction among them', async () => {
    const { anne, paul } = await world();
    const { envelopeId } = await letter(anne, paul.actor.email);
    await end(daysLater(40), envelopeId);
    await withdrawAccess(under.services, { actor: anne.actor, client, envelopeId, recipientId: null });
    await asOwner(
      `DELETE FROM audit_entries WHERE envelope_id = $1 AND event <> 'AccessWithdrawn'`,
      envelopeId,
    );
    expect(await columnsOf(envelopeId)).toEqual([]);
  });
});
