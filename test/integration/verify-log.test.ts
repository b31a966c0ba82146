import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appendEntry } from '../../lib/audit/trail/append-entry';
import { integrateAll } from '../../lib/transparency-log/integrate-entries';
import { timestampedCheckpoint } from '../../lib/transparency-log/timestamped-checkpoint';
import { verifyLog } from '../../lib/transparency-log/verify-log';
import { withTestDatabase } from '../support/database';
import { addOrganisation, withTestServices } from '../support/sealed-world';

/** As the database's superuser, with every trigger off: what an operator who rewrites history can do. */
describe('the self-check names what a superuser did to the log', () => {
  const database = withTestDatabase();
  const made = withTestServices(database);
  let superuser: pg.Client;
  let hospital = '';
  let practice = '';

  const append = (count: number) =>
    database.db.$transaction(async (tx) => {
      await tx.$executeRaw`SET LOCAL transaction_timeout = '60s'`;
      for (let n = 0; n < count; n++)
        await appendEntry(tx, {
          event: 'SignedIn',
          actor: { kind: 'system' },
          actorAddress: `personne.${n}@chu.example`,
          client: { address: '192.0.2.1', agent: 'test' },
          organisationIds: n % 3 === 0 ? [hospital, practice] : [hospital],
          detail: { n },
        });
    });

  beforeAll(async () => {
    hospital = (await addOrganisation(made.services, 'CHU')).id;
    practice = (await addOrganisation(made.services, 'Cabinet')).id;
    for (let i = 0; i < 6; i++) {
      await append(100);
      await integrateAll(made.services);
      if (i === 2) await timestampedCheckpoint(made.services);
    }
    superuser = new pg.Client({ connectionString: database.ownerUrl });
    await superuser.connect();
    await superuser.query('SET session_replication_role = replica');
  });
  afterAll(() => superuser.end());

  /** Does it, checks, and undoes it by the copy of the table made before. */
  const faultsAfter = async (table: string, ...statements: [sql: string, values?: unknown[]][]) => {
    await superuser.query(`CREATE TABLE kept AS TABLE ${table}`);
    try {
      for (const [sql, values] of statements) {
        const { rowCount } = await superuser.query(sql, values);
        expect(rowCount).toBeGreaterThan(0);
      }
      const { faults, faultCount } = await verifyLog(made.services);
      expect(faultCount).toBeGreaterThan(0);
      return faults;
    } finally {
      await superuser.query(`DELETE FROM ${table}; INSERT INTO ${table} SELECT * FROM kept; DROP TABLE kept`);
    }
  };
  const idOf = async (index: number) =>
    String((await database.db.logLeaf.findUniqueOrThrow({ where: { index: BigInt(index) } })).entryId);

  test('nothing, of a log that nobody touched', async () => {
    expect(await verifyLog(made.services)).toEqual({ treeSize: 600, faultCount: 0, faults: [] });
  });

  test.each([
    ["event = 'SignedOut'"],
    ["occurred_at = occurred_at - interval '1 second'"],
    ["actor_address = 'nobody@chu.example'"],
    ["actor_kind = 'anonymous'"],
    [`envelope_id = '${randomUUID()}'`],
    [`recipient_id = '${randomUUID()}'`],
    ["recipient_address = 'x@chu.example'"],
    ['client_address = NULL'],
    ["client_agent = 'other'"],
    ['detail = \'{"n": 1000}\''],
    ["salt = decode(repeat('00', 32), 'hex')"],
  ])('a row edited: %s', async (change) => {
    for (const index of [0, 255, 256, 599]) {
      const id = await idOf(index);
      const faults = await faultsAfter('audit_entries', [
        `UPDATE audit_entries SET ${change} WHERE id = $1`,
        [id],
      ]);
      expect(faults).toContainEqual({ kind: 'entry-edited', index, entryId: id });
      expect(faults.filter((fault) => fault.kind !== 'visibility-edited')).toHaveLength(1);
    }
  });

  test('a row deleted, with who may read it and without', async () => {
    const id = await idOf(300);
    const gone = { kind: 'entry-deleted', index: 300, entryId: id };
    expect(await faultsAfter('audit_entries', ['DELETE FROM audit_entries WHERE id = $1', [id]])).toEqual([
      gone,
    ]);
    await superuser.query('CREATE TABLE kept_visibility AS TABLE audit_visibility');
    await superuser.query('DELETE FROM audit_visibility WHERE entry_id = $1', [id]);
    expect(await faultsAfter('audit_entries', ['DELETE FROM audit_entries WHERE id = $1', [id]])).toEqual([
      gone,
    ]);
    await superuser.query(
      'DELETE FROM audit_visibility; INSERT INTO audit_visibility SELECT * FROM kept_visibility; DROP TABLE kept_visibility',
    );
  });

  test('a row put in behind the log', async () => {
    const faults = await faultsAfter('audit_entries', [
      `INSERT INTO audit_entries (id, event, actor_kind) VALUES (-5, 'SignedIn', 'system')`,
    ]);
    expect(faults).toEqual([{ kind: 'entry-unlogged', index: null, entryId: '-5' }]);
  });

  test('a row deleted while it waited', async () => {
    const faults = await faultsAfter('audit_unsequenced', ['INSERT INTO audit_unsequenced VALUES (77777)']);
    expect(faults).toEqual([{ kind: 'entry-deleted', index: null, entryId: '77777' }]);
  });

  test('a row taken out of the sight of one organisation, given to another, or hidden from its filters', async () => {
    const id = await idOf(303);
    const fault = { kind: 'visibility-edited', index: 303, entryId: id };
    for (const sql of [
      `DELETE FROM audit_visibility WHERE entry_id = $1 AND organisation_id = '${practice}'`,
      `UPDATE audit_visibility SET organisation_id = '${randomUUID()}' WHERE entry_id = $1 AND organisation_id = '${practice}'`,
      `UPDATE audit_visibility SET event = 'SignedOut' WHERE entry_id = $1`,
      `UPDATE audit_visibility SET actor_address = NULL WHERE entry_id = $1`,
      `UPDATE audit_visibility SET occurred_at = now() WHERE entry_id = $1`,
    ])
      expect(await faultsAfter('audit_visibility', [sql, [id]])).toEqual([fault]);
  });

  test('a leaf edited, deleted, added, exchanged', async () => {
    for (const index of [10, 590]) {
      const edit = "UPDATE log_leaves SET leaf_hash = decode(repeat('ab', 32), 'hex') WHERE index = $1";
      expect(await faultsAfter('log_leaves', [edit, [index]])).toContainEqual({
        kind: 'leaf-edited',
        index,
        entryId: await idOf(index),
      });
    }
    expect(await faultsAfter('log_leaves', ['DELETE FROM log_leaves WHERE index = 290'])).toContainEqual({
      kind: 'leaf-edited',
      index: 290,
    });
    const added = ["INSERT INTO log_leaves VALUES (600, -1, decode(repeat('ab', 32), 'hex'))"] as [string];
    expect(await faultsAfter('log_leaves', added)).toContainEqual({ kind: 'leaf-added', index: 600 });
    const exchanged = await faultsAfter(
      'log_leaves',
      ['UPDATE log_leaves SET entry_id = -entry_id WHERE index IN (20, 21)'],
      [
        'UPDATE log_leaves l SET entry_id = -(SELECT entry_id FROM log_leaves o WHERE o.index = 41 - l.index) WHERE index = 20',
      ],
    );
    expect(exchanged[0]).toMatchObject({ index: 20 });
  });

  test('a number edited, deleted, added', async () => {
    for (const sql of [
      `UPDATE log_numbers SET number = 100000 WHERE organisation_id = '${hospital}' AND leaf_index = 400`,
      `DELETE FROM log_numbers WHERE organisation_id = '${hospital}' AND leaf_index = 400`,
      `INSERT INTO log_numbers VALUES ('${practice}', 100000, 401)`,
    ]) {
      const faults = await faultsAfter('log_numbers', [sql]);
      expect(faults[0]).toMatchObject({ index: sql.startsWith('INSERT') ? 401 : 400 });
      expect(faults.map((fault) => fault.kind)).toContain('number-edited');
    }
  });

  test('a tile edited or deleted, its root edited', async () => {
    const cut = 'set_byte(hashes, 32 * 7, get_byte(hashes, 32 * 7) # 1)';
    expect(
      await faultsAfter('log_tiles', [
        `UPDATE log_tiles SET hashes = ${cut} WHERE level = 0 AND tile_index = 1`,
      ]),
    ).toEqual([{ kind: 'tile-edited', index: 263, end: 264 }]);
    const whole = [{ kind: 'tile-edited', index: 256, end: 512 }];
    expect(await faultsAfter('log_tiles', ['DELETE FROM log_tiles WHERE tile_index = 1'])).toEqual(whole);
    const root = "UPDATE log_tiles SET root = decode(repeat('00', 32), 'hex') WHERE tile_index = 1";
    expect(await faultsAfter('log_tiles', [root])).toEqual(whole);
  });

  test('a checkpoint forged, or moved to another size', async () => {
    for (const sql of [
      // the first character of the root, which is another one then
      "UPDATE log_checkpoints SET note = regexp_replace(note, '\n300\n(.)', E'\n300\n' || CASE substring(note from '\n300\n(.)') WHEN 'A' THEN 'B' ELSE 'A' END) WHERE tree_size = 300",
      "UPDATE log_checkpoints SET root_hash = decode(repeat('00', 32), 'hex') WHERE tree_size = 300",
      'UPDATE log_checkpoints SET note = (SELECT note FROM log_checkpoints WHERE tree_size = 200) WHERE tree_size = 300',
    ])
      expect(await faultsAfter('log_checkpoints', [sql])).toContainEqual({
        kind: 'checkpoint-forged',
        index: 299,
      });
  });

  test('history rewritten whole, leaves and tiles with it: between which two signed heads', async () => {
    const id = await idOf(350);
    const edit = "UPDATE log_leaves SET leaf_hash = decode(repeat('ab', 32), 'hex') WHERE index = 350";
    await superuser.query('CREATE TABLE kept_entries AS TABLE audit_entries');
    await superuser.query("UPDATE audit_entries SET event = 'SignedOut' WHERE id = $1", [id]);
    const faults = await faultsAfter('log_leaves', [edit]);
    await superuser.query(
      'DELETE FROM audit_entries; INSERT INTO audit_entries SELECT * FROM kept_entries; DROP TABLE kept_entries',
    );
    expect(faults).toContainEqual({ kind: 'entry-edited', index: 350, entryId: id });
    expect(faults).toContainEqual({ kind: 'checkpoint-root', index: 300, end: 400 });
  });

  test('a timestamp of another checkpoint, a broken one, one whose stated time is not its own', async () => {
    for (const sql of [
      'UPDATE log_timestamps SET tree_size = 100',
      "UPDATE log_timestamps SET timestamp_response = decode('3000', 'hex')",
      "UPDATE log_timestamps SET timestamped_at = timestamped_at - interval '1 day'",
    ])
      expect(await faultsAfter('log_timestamps', [sql])).toHaveLength(1);
  });

  test('and after all that was undone, nothing', async () => {
    expect((await verifyLog(made.services)).faultCount).toBe(0);
  });
});
