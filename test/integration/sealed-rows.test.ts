import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withTestDatabase } from '../support/database';
import { makeDraft, storePart } from '../support/draft-world';
import { addOrganisation, addPerson, sealLetter, withTestServices } from '../support/sealed-world';

const database = withTestDatabase();
const made = withTestServices(database);

describe('rows of a sealed envelope, against SQL under the application’s own role', () => {
  let app: pg.Client;
  let sealedId: string;
  let draftId: string;
  let draftPartId: string;
  beforeAll(async () => {
    const anne = await addPerson(made.services, await addOrganisation(made.services, 'Hôpital'), 'anne');
    sealedId = (await sealLetter(made.services, anne, [{ who: 'invite@ailleurs.example' }])).envelopeId;
    const draft = await makeDraft(made.services, anne);
    draftId = draft.envelopeId;
    draftPartId = (await storePart(made.services, draft, 'attachment')).id;
    app = new pg.Client({ connectionString: database.url });
    await app.connect();
  });
  afterAll(() => app.end());

  const refused = async (sql: string, values: unknown[]) =>
    expect(app.query(sql, values)).rejects.toMatchObject({ code: '42501' });

  test('no part leaves it for a draft, and no segment for a part of one', async () => {
    await refused('UPDATE parts SET envelope_id = $2 WHERE envelope_id = $1', [sealedId, draftId]);
    await refused(
      'UPDATE segments SET part_id = $2, index = 100 + index WHERE part_id IN (SELECT id FROM parts WHERE envelope_id = $1 LIMIT 1)',
      [sealedId, draftPartId],
    );
    await refused('UPDATE parts SET envelope_id = $1 WHERE id = $2', [sealedId, draftPartId]);
  });

  test('a temporary table with the name of ours does not make it a draft', async () => {
    await app.query(`CREATE TEMP TABLE envelopes AS SELECT id, 'draft'::text AS state FROM public.envelopes`);
    await app.query('CREATE TEMP TABLE parts AS SELECT * FROM public.parts');
    try {
      const change = `UPDATE segments SET sha256 = repeat('0', 64) WHERE part_id IN (SELECT id FROM public.parts WHERE envelope_id = $1)`;
      await refused(change, [sealedId]);
    } finally {
      await app.query('DROP TABLE pg_temp.envelopes, pg_temp.parts');
    }
  });

  test('it is not deleted, even after its recipients', async () => {
    await app.query('BEGIN');
    await app.query('DELETE FROM recipients WHERE envelope_id = $1', [sealedId]);
    await refused('DELETE FROM envelopes WHERE id = $1', [sealedId]);
    await app.query('ROLLBACK');
  });

  test('a draft still goes with its parts', async () => {
    await app.query('DELETE FROM envelopes WHERE id = $1', [draftId]);
    const { rows } = await app.query('SELECT 1 FROM parts WHERE envelope_id = $1', [draftId]);
    expect(rows).toEqual([]);
  });
});
