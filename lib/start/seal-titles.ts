import 'server-only';
import pg from 'pg';
import type { Keys } from '../keys';
import { sealTitle } from '../sealed-rows/sealed-title';

const rowsAtOnce = 500;

/**
 * Carries titles of before over: what stands in the clear is sealed, and the clear one goes. As the owner, because rows of sealed letters
 * are closed to everybody else; before anything is served. Each step is a transaction, so whoever is killed in the middle leaves
 * whole rows, and the next start goes on; two starters wait for each other. Returns how many.
 */
export async function sealTitles(ownerUrl: string, keys: Pick<Keys, 'derive'>): Promise<number> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    let sealed = 0;
    for (;;) {
      const rows = await sealSome(client, keys);
      sealed += rows;
      if (rows < rowsAtOnce) return sealed;
    }
  } finally {
    await client.end();
  }
}

async function sealSome(client: pg.Client, keys: Pick<Keys, 'derive'>): Promise<number> {
  // without a lock where there is nothing to do
  const { rowCount: some } = await client.query('SELECT FROM envelopes WHERE title IS NOT NULL LIMIT 1');
  if (!some) return 0;
  await client.query('BEGIN');
  try {
    await client.query('ALTER TABLE envelopes DISABLE TRIGGER sealed_unchangeable');
    const { rows } = await client.query<{ id: string; title: string }>(
      'SELECT id, title FROM envelopes WHERE title IS NOT NULL ORDER BY id LIMIT $1',
      [rowsAtOnce],
    );
    const sealed = rows.map(({ id, title }) => Buffer.from(sealTitle(keys, id, title) ?? []));
    await client.query(
      `UPDATE envelopes e SET title = NULL, sealed_title = coalesce(e.sealed_title, f.sealed)
       FROM unnest($1::uuid[], $2::bytea[]) AS f(id, sealed) WHERE e.id = f.id`,
      [rows.map(({ id }) => id), sealed],
    );
    await client.query('ALTER TABLE envelopes ENABLE TRIGGER sealed_unchangeable');
    await client.query('COMMIT');
    return rows.length;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
