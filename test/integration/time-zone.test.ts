import pg from 'pg';
import { expect, test } from 'vitest';
import { createDatabaseClient } from '../../lib/db/client';
import { withTestDatabase } from '../support/database';

const database = withTestDatabase();

test('a moment is the same moment in a database whose own time zone is another', async () => {
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  await owner.query(
    `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET timezone TO ''Pacific/Auckland''', current_database()); END $$`,
  );
  await owner.end();
  const db = createDatabaseClient(database.url, 1);
  const now = new Date();
  const [compared] = await db.$queryRaw<{ later: boolean; earlier: boolean }[]>`
    SELECT now() + interval '1 minute' > ${now} AS later, now() - interval '1 minute' < ${now} AS earlier`;
  await db.$disconnect();
  expect(compared).toEqual({ later: true, earlier: true });
});
