import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withTestDatabase } from '../support/database';

const database = withTestDatabase();
const statement = {
  insert: `INSERT INTO audit_entries (event, actor_kind) VALUES ('SignedOut', 'system') RETURNING id`,
};

describe("the application's database role", () => {
  let app: pg.Client;
  beforeAll(async () => {
    app = new pg.Client({ connectionString: database.url });
    await app.connect();
    await app.query(statement.insert);
  });
  afterAll(() => app.end());

  test('adds and reads audit entries', async () => {
    await app.query(statement.insert);
    const { rows } = await app.query('SELECT count(*)::int AS n FROM audit_entries');
    expect(rows[0].n).toBeGreaterThan(1);
  });

  test.each([
    ["UPDATE audit_entries SET event = 'SignedIn'"],
    ['DELETE FROM audit_entries'],
    ['TRUNCATE audit_entries CASCADE'],
    ["UPDATE audit_visibility SET event = 'SignedIn'"],
    ['DELETE FROM audit_visibility'],
    ['TRUNCATE audit_visibility'],
    ['ALTER TABLE audit_entries DISABLE TRIGGER ALL'],
    ['DROP TRIGGER audit_entries_insert_only ON audit_entries'],
    ['SET session_replication_role = replica'],
    ['TRUNCATE envelopes CASCADE'],
    ['DROP TABLE envelopes CASCADE'],
    ['CREATE TABLE mine (id int)'],
    ['DELETE FROM _prisma_migrations'],
    ["SET pli.pruning = 'on'; DELETE FROM audit_entries"],
    ['INSERT INTO audit_unsequenced SELECT id FROM audit_entries'],
    ['UPDATE audit_unsequenced SET entry_id = entry_id + 1000'],
    ["UPDATE log_leaves SET leaf_hash = ''"],
    ['DELETE FROM log_checkpoints'],
    ['DELETE FROM log_witnessed'],
    ["INSERT INTO log_prunings VALUES ('00000000-0000-0000-0000-000000000000', 1, 1)"],
    [
      "CREATE FUNCTION pg_temp.append_audit_entry() RETURNS int LANGUAGE sql AS 'SELECT 1'; DROP FUNCTION prune_audit(uuid, integer)",
    ],
  ])('is refused %s', async (sql) => {
    await expect(app.query(sql)).rejects.toMatchObject({ code: '42501' });
  });

  test.each([
    ["UPDATE audit_entries SET event = 'SignedIn'"],
    ['DELETE FROM audit_entries'],
    ['TRUNCATE audit_entries CASCADE'],
  ])('and even the owner is refused %s', async (sql) => {
    const owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
    await expect(owner.query(sql)).rejects.toMatchObject({ code: '42501' });
    await owner.end();
  });
});
