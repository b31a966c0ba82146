import 'server-only';
import pg from 'pg';

/** Tables of which the application may only ever add and read rows. */
const insertOnlyTables = [
  'audit_entries',
  'audit_visibility',
  'log_leaves',
  'log_numbers',
  'log_tiles',
  'log_checkpoints',
  'log_timestamps',
  'log_verifications',
  'log_witnessed',
] as const;

/**
 * Makes the role the application runs under where it is missing: it owns nothing and administers nothing.
 * @throws Error in words where the owner may not make roles.
 */
export async function ensureAppRole(
  ownerUrl: string,
  role: { name: string; password: string },
): Promise<void> {
  await inTransaction(ownerUrl, async (client) => {
    const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role.name]);
    if (rowCount) return;
    const name = client.escapeIdentifier(role.name);
    const password = client.escapeLiteral(role.password);
    try {
      await client.query(
        `CREATE ROLE ${name} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD ${password}`,
      );
    } catch (cause) {
      throw new Error(
        `The database role ${role.name} of DATABASE_URL is missing, and the owner may not make it.`,
        { cause },
      );
    }
  });
}

/**
 * Gives a role what the application needs and no more: it reads and writes rows, cannot change the schema, and on the
 * audit trail it may only insert and read. Run it as the owner after every migration; repeating it is harmless.
 * `schemas` beyond `public` (the job queue's) get the same row rights where they exist.
 */
export async function grantRowRights(
  ownerUrl: string,
  roleName: string,
  schemas: readonly string[],
): Promise<void> {
  await inTransaction(ownerUrl, async (client) => {
    const role = client.escapeIdentifier(roleName);
    for (const schema of ['public', ...schemas]) {
      await client.query(rowRights(client.escapeIdentifier(schema), role));
    }
    await client.query(`REVOKE CREATE ON SCHEMA public FROM PUBLIC, ${role}`);
    await client.query(`REVOKE INSERT, UPDATE, DELETE ON _prisma_migrations FROM ${role}`);
    await client.query(`REVOKE UPDATE, DELETE ON ${insertOnlyTables.join(', ')} FROM ${role}`);
    // filled by a trigger alone: an entry queued twice would stop the sequencer for good
    await client.query(`REVOKE INSERT, UPDATE ON audit_unsequenced FROM ${role}`);
    // written by prune_audit alone
    await client.query(`REVOKE INSERT, UPDATE, DELETE ON log_prunings FROM ${role}`);
  });
}

function rowRights(schema: string, role: string): string {
  return `GRANT USAGE ON SCHEMA ${schema} TO ${role};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${role};
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA ${schema} TO ${role};
    GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${schema} TO ${role};`;
}

/** One starter at a time: two GRANTs on one row of the catalogue at once fail in Postgres. */
async function inTransaction(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query("SELECT pg_advisory_xact_lock(hashtext('pli app role'))");
    await work(client);
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
}
