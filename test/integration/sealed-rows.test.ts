import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withTestDatabase } from '../support/database';
import { makeDraft, storePart } from '../support/draft-world';
import {
  addOrganisation,
  addPerson,
  type SealedLetter,
  sealLetter,
  withTestServices,
} from '../support/sealed-world';

const database = withTestDatabase();
const made = withTestServices(database);

/** What may change in a sealed row, said once more than in the migrations: every other column there is or will be is protected. */
const changeable: Record<string, readonly string[]> = {
  envelopes: ['updated_at', 'access_until', 'timestamp_response', 'timestamped_at', 'taken_back_at'],
  recipients: [
    'mailbox_id',
    'locale',
    'delivery_state',
    'held_why',
    'released_at',
    'withdrawn_at',
    'notification_state',
    'notification_id',
    'notification_tries',
    'notified_at',
    'notification_failure',
    'opened_at',
    'reported_at',
    'blocked_at',
  ],
  part_downloads: [],
};

describe('rows of a sealed envelope, against SQL under the application’s own role', () => {
  let app: pg.Client;
  let letter: SealedLetter;
  let sealedId: string;
  let draftId: string;
  let draftPartId: string;
  beforeAll(async () => {
    const anne = await addPerson(made.services, await addOrganisation(made.services, 'Hôpital'), 'anne');
    const paul = await addPerson(made.services, await addOrganisation(made.services, 'Clinique'), 'paul');
    letter = await sealLetter(made.services, anne, [{ who: 'invite@ailleurs.example' }, { who: paul }]);
    sealedId = letter.envelopeId;
    const draft = await makeDraft(made.services, anne);
    draftId = draft.envelopeId;
    draftPartId = (await storePart(made.services, draft, 'attachment')).id;
    app = new pg.Client({ connectionString: database.url });
    await app.connect();
    await app.query('INSERT INTO part_downloads (recipient_id, part_id) VALUES ($1, $2)', [
      letter.recipients['invite@ailleurs.example']?.id,
      letter.parts.attachment,
    ]);
  });
  afterAll(() => app.end());

  const refused = async (sql: string, values: unknown[] = []) =>
    expect(app.query(sql, values), sql).rejects.toMatchObject({ code: '42501' });

  /** An expression of the column's type that is another value than the one that stands there. */
  async function otherValue(table: string, column: string): Promise<string> {
    const { rows } = await app.query<{ type: string; label: string | null }>(
      `SELECT format_type(a.atttypid, NULL) AS type, (SELECT max(e.enumlabel) FROM pg_enum e WHERE e.enumtypid = a.atttypid) AS label
       FROM pg_attribute a WHERE a.attrelid = $1::regclass AND a.attname = $2`,
      [table, column],
    );
    const type = rows[0]?.type ?? '';
    const others: Record<string, string> = {
      uuid: 'gen_random_uuid()',
      'uuid[]': 'ARRAY[gen_random_uuid()]',
      jsonb: `'{"index": 7}'`,
      text: `coalesce(${column}, '') || 'x'`,
      bytea: `coalesce(${column}, '') || '\\x01'::bytea`,
      integer: `coalesce(${column}, 0) + 1`,
      bigint: `coalesce(${column}, 0) + 1`,
      boolean: `NOT coalesce(${column}, false)`,
      'timestamp with time zone': `coalesce(${column}, now()) + interval '1 hour'`,
      envelope_state: `'draft'`,
      recipient_kind: `'bcc'`,
    };
    return others[type] ?? `'${rows[0]?.label}'::${type}`;
  }

  test('every column there is, but those that are named, is refused: a new one is protected by default', async () => {
    const { rows } = await app.query<{ table: string; column: string }>(
      `SELECT table_name AS "table", column_name AS "column" FROM information_schema.columns
       WHERE table_schema = 'public' AND is_generated = 'NEVER' AND table_name = ANY ($1)`,
      [Object.keys(changeable)],
    );
    const own: Record<string, string> = {
      envelopes: 'id',
      recipients: 'envelope_id',
      part_downloads: 'part_id',
    };
    const closed = rows.filter(({ table, column }) => !changeable[table]?.includes(column));
    expect(closed.length).toBeGreaterThan(20);
    for (const { table, column } of closed) {
      const id = table === 'part_downloads' ? letter.parts.attachment : sealedId;
      const value = await otherValue(table, column);
      await refused(`UPDATE ${table} SET ${column} = ${value} WHERE ${own[table]} = $1`, [id]);
    }
  });

  test('a first opening, a timestamp and its time come once and then stay', async () => {
    for (const [table, column, key] of [
      ['recipients', 'opened_at', 'envelope_id'],
      ['envelopes', 'timestamped_at', 'id'],
    ] as const) {
      await app.query(`UPDATE ${table} SET ${column} = '2026-01-01' WHERE ${key} = $1`, [sealedId]);
      await refused(`UPDATE ${table} SET ${column} = '2026-01-02' WHERE ${key} = $1`, [sealedId]);
      await refused(`UPDATE ${table} SET ${column} = NULL WHERE ${key} = $1`, [sealedId]);
    }
    await app.query(`UPDATE envelopes SET timestamp_response = '\\x01' WHERE id = $1`, [sealedId]);
    await refused(`UPDATE envelopes SET timestamp_response = '\\x02' WHERE id = $1`, [sealedId]);
  });

  test('a letter moves into no mailbox but the one that has its address', async () => {
    const [paul] = Object.values(letter.recipients).filter(({ address }) => address.startsWith('paul'));
    const other = await addPerson(made.services, await addOrganisation(made.services, 'Ailleurs'), 'eve');
    await refused('UPDATE recipients SET mailbox_id = $2 WHERE id = $1', [paul?.id, other.mailboxId]);
    await refused('UPDATE recipients SET mailbox_id = NULL WHERE id = $1', [paul?.id]);
  });

  test('neither a recipient nor a download is deleted', async () => {
    await refused('DELETE FROM part_downloads WHERE part_id = $1', [letter.parts.attachment]);
    await refused('DELETE FROM recipients WHERE envelope_id = $1', [sealedId]);
  });

  test('the application cannot say that another column may change', async () => {
    await refused(`CALL protect_sealed_rows('recipients', changeable => '{address}')`);
  });

  test('no part leaves it for a draft, none comes, and no segment leaves for a part of one', async () => {
    await refused('UPDATE part_uses SET envelope_id = $2 WHERE envelope_id = $1', [sealedId, draftId]);
    await refused(
      'UPDATE segments SET part_id = $2, index = 100 + index WHERE part_id IN (SELECT part_id FROM part_uses WHERE envelope_id = $1 LIMIT 1)',
      [sealedId, draftPartId],
    );
    await refused('UPDATE part_uses SET envelope_id = $1 WHERE part_id = $2', [sealedId, draftPartId]);
    await refused(`INSERT INTO part_uses (envelope_id, part_id, kind) VALUES ($1, $2, 'attachment')`, [
      sealedId,
      draftPartId,
    ]);
    await refused('DELETE FROM part_uses WHERE envelope_id = $1', [sealedId]);
    for (const change of [
      'position = 7',
      'bytes = 0',
      `kind = 'original'`,
      'released_at = now(), position = 7',
    ])
      await refused(`UPDATE part_uses SET ${change} WHERE envelope_id = $1`, [sealedId]);
  });

  test('neither another segment comes to its parts, nor does a part or a segment of them change or go', async () => {
    const { attachment } = letter.parts;
    await refused(
      `INSERT INTO segments (part_id, index, sha256, ciphertext_bytes) VALUES ($1, 9, repeat('0', 64), 100)`,
      [attachment],
    );
    await refused('DELETE FROM segments WHERE part_id = $1', [attachment]);
    await refused(`UPDATE parts SET home = 'part' WHERE id = $1`, [attachment]);
  });

  test('a temporary table with the name of ours does not make it a draft', async () => {
    await app.query(`CREATE TEMP TABLE envelopes AS SELECT id, 'draft'::text AS state FROM public.envelopes`);
    await app.query('CREATE TEMP TABLE part_uses AS SELECT * FROM public.part_uses WHERE false');
    try {
      const change = `UPDATE segments SET sha256 = repeat('0', 64) WHERE part_id IN (SELECT part_id FROM public.part_uses WHERE envelope_id = $1)`;
      await refused(change, [sealedId]);
    } finally {
      await app.query('DROP TABLE pg_temp.envelopes, pg_temp.part_uses');
    }
  });

  test('its hold on a part ends once and for good, and only then its segments may go', async () => {
    const { body } = letter.parts;
    await app.query('UPDATE part_uses SET released_at = now() WHERE part_id = $1', [body]);
    await refused('UPDATE part_uses SET released_at = NULL WHERE part_id = $1', [body]);
    await refused(`UPDATE part_uses SET released_at = now() + interval '1 day' WHERE part_id = $1`, [body]);
    const { rowCount } = await app.query('DELETE FROM segments WHERE part_id = $1', [body]);
    expect(rowCount).toBe(1);
  });

  test('it is not deleted', async () => {
    await refused('DELETE FROM envelopes WHERE id = $1', [sealedId]);
  });

  test('a draft still goes with its uses of parts', async () => {
    await app.query('DELETE FROM envelopes WHERE id = $1', [draftId]);
    const { rows } = await app.query('SELECT 1 FROM part_uses WHERE envelope_id = $1', [draftId]);
    expect(rows).toEqual([]);
  });
});
