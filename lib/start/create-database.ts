import 'server-only';
import pg from 'pg';

/** Makes the database that an address names where it is missing, as the server's superuser. */
export async function createDatabase(ownerUrl: string): Promise<void> {
  const databaseName = new URL(ownerUrl).pathname.slice(1);
  const client = new pg.Client({
    connectionString: Object.assign(new URL(ownerUrl), { pathname: '/postgres' }).href,
  });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [databaseName]);
    if (!rowCount) await client.query(`CREATE DATABASE ${client.escapeIdentifier(databaseName)}`);
  } catch (error) {
    // another starter was a moment faster
    if (!(error instanceof pg.DatabaseError && (error.code === '42P04' || error.code === '23505')))
      throw error;
  } finally {
    await client.end();
  }
}
