import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appendEntry } from '../../lib/audit/trail/append-entry';
import { integrateAll } from '../../lib/transparency-log/integrate-entries';
import { pruneDaily, pruneOrganisation } from '../../lib/transparency-log/prune-daily';
import { readLoggedEntries } from '../../lib/transparency-log/read-logged-entries';
import { verifyLog } from '../../lib/transparency-log/verify-log';
import { withTestDatabase } from '../support/database';
import { addOrganisation, withTestServices } from '../support/sealed-world';

describe('retention of the audit trail', () => {
  const database = withTestDatabase();
  const made = withTestServices(database);
  let owner: pg.Client;
  let hospital = '';
  let practice = '';
  beforeAll(async () => {
    hospital = (await addOrganisation(made.services, 'CHU')).id;
    practice = (await addOrganisation(made.services, 'Cabinet')).id;
    owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
    // 30 entries of 100 days ago, 20 of today: every third also the practice's
    await owner.query(`
      WITH made AS (
        INSERT INTO audit_entries (occurred_at, event, actor_kind, actor_address)
        SELECT now() - interval '100 days', 'SignedIn', 'user', 'p' || n || '@chu.example' FROM generate_series(1, 30) n
        RETURNING id, occurred_at, event, actor_address)
      INSERT INTO audit_visibility (organisation_id, entry_id, occurred_at, event, actor_address)
      SELECT o::uuid, made.* FROM made, unnest(ARRAY['${hospital}', '${practice}']) o
      WHERE o = '${hospital}' OR id % 3 = 0`);
    for (let n = 0; n < 20; n++)
      await database.db.$transaction((tx) =>
        appendEntry(tx, {
          event: 'SignedOut',
          actor: { kind: 'system' },
          client: null,
          organisationIds: [hospital],
        }),
      );
    await integrateAll(made.services);
  });
  afterAll(() => owner.end());

  const retain = (organisationId: string, auditRetentionDays: number | null) =>
    database.db.organisation.update({ where: { id: organisationId }, data: { auditRetentionDays } });
  /** As if it had been set eight days ago: only a superuser can say so, past the trigger. */
  const letAWeekPass = async () => {
    await owner.query('BEGIN; SET LOCAL session_replication_role = replica');
    await owner.query("UPDATE organisations SET audit_retention_since = now() - interval '8 days'");
    await owner.query('COMMIT');
  };
  const seenBy = (organisationId: string) => database.db.auditVisibility.count({ where: { organisationId } });

  test('takes nothing where none is set, where nothing is past it, and never less than a month', async () => {
    expect(await pruneOrganisation(made.services, hospital)).toBe(0);
    await retain(hospital, 101);
    await letAWeekPass();
    expect(await pruneOrganisation(made.services, hospital)).toBe(0);
    await expect(retain(hospital, 29)).rejects.toThrow();
    expect(await seenBy(hospital)).toBe(50);
  });

  test('waits a week after it was set, and the application cannot say that it was earlier', async () => {
    await retain(hospital, 90);
    await database.db
      .$executeRaw`UPDATE organisations SET audit_retention_since = now() - interval '1 year', name = 'CHU 2'`;
    await pruneDaily(made.services);
    expect(await seenBy(hospital)).toBe(50);
    await database.db.$executeRaw`
      UPDATE organisations SET audit_retention_days = 40, audit_retention_since = now() - interval '1 year' WHERE id = ${hospital}::uuid`;
    await pruneDaily(made.services);
    expect(await seenBy(hospital)).toBe(50);
  });

  test('takes what is past it, and the rows nobody else sees; says so in an entry; hashes and numbers stay', async () => {
    const leaves = await database.db.logLeaf.count();
    const numbers = await database.db.logNumber.count();
    await retain(hospital, 90);
    await letAWeekPass();
    await pruneDaily(made.services);
    expect(await seenBy(hospital)).toBe(21);
    expect(await seenBy(practice)).toBe(10);
    expect(await database.db.auditEntry.count({ where: { event: 'SignedIn' } })).toBe(10);
    const said = await database.db.auditEntry.findFirstOrThrow({ where: { event: 'AuditPruned' } });
    expect(said.detail).toEqual({ entries: 30, upToNumber: 30, retentionDays: 90 });
    expect(await database.db.logLeaf.count()).toBe(leaves);
    expect(await database.db.logNumber.count()).toBe(numbers);
    await integrateAll(made.services);
    expect(await verifyLog(made.services)).toEqual({ treeSize: 51, faultCount: 0, faults: [] });
  });

  test('nothing of a pruned entry is left that could be read or guessed', async () => {
    const { rows } = await owner.query("SELECT 1 FROM audit_entries WHERE actor_address = 'p1@chu.example'");
    expect(rows).toEqual([]);
    expect(await readLoggedEntries(database.db, { indexes: [0] })).toEqual([]);
  });

  test('once a day', async () => {
    await pruneDaily(made.services);
    expect(await database.db.auditEntry.count({ where: { event: 'AuditPruned' } })).toBe(1);
  });

  test("the other organisation's own retention takes the rest", async () => {
    await retain(practice, 30);
    await letAWeekPass();
    await pruneDaily(made.services);
    expect(await database.db.auditEntry.count({ where: { event: 'SignedIn' } })).toBe(0);
    await integrateAll(made.services);
    expect((await verifyLog(made.services)).faultCount).toBe(0);
  });

  test('is the only way out: the application cannot delete, nor say that something was pruned', async () => {
    const app = new pg.Client({ connectionString: database.url });
    await app.connect();
    await app.query("SET pli.pruning = 'on'");
    for (const sql of [
      'DELETE FROM audit_entries',
      'DELETE FROM audit_visibility',
      "UPDATE audit_entries SET event = 'x'",
      `INSERT INTO log_prunings VALUES ('${hospital}', 40, 1)`,
      'DELETE FROM log_leaves',
      'UPDATE log_numbers SET number = number + 100',
      'DELETE FROM log_checkpoints',
      'TRUNCATE log_tiles',
      'UPDATE audit_unsequenced SET entry_id = -entry_id',
    ])
      await expect(app.query(sql)).rejects.toMatchObject({ code: '42501' });
    await app.end();
  });

  test('covers up nothing: an entry that is missing already stops it', async () => {
    await owner.query('BEGIN; SET LOCAL session_replication_role = replica');
    await owner.query("UPDATE audit_visibility SET occurred_at = occurred_at - interval '200 days'");
    await owner.query(
      `DELETE FROM audit_visibility WHERE organisation_id = '${hospital}' AND entry_id =
        (SELECT l.entry_id FROM log_numbers n JOIN log_leaves l ON l.index = n.leaf_index WHERE n.organisation_id = '${hospital}' AND n.number = 40)`,
    );
    await expect(owner.query(`SELECT prune_audit('${hospital}', 5000)`)).rejects.toThrow('verify the log');
    await owner.query('ROLLBACK');
  });
});
