import 'server-only';
import pg from 'pg';

/** Tables of which the application may only ever add and read rows. */
const insertOnlyTables = ['audit_entries', 'audit_visibility'] as const;

/**
 * Makes (or brings up to date) the role the application runs under: it reads and writes rows, owns nothing, cannot change
 * the schema, and may only insert into and read the audit trail. Run it as the owner after every migration; repeating it
 * is harmless. `schemas` beyond `public` (the job queue's) get the same row rights where they exist.
 */
export async function grantAppRole(
  ownerUrl: string,
  role: { name: string; password: string },
  schemas: readonly string[] = ['pgboss'],
): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  const name = client.escapeIdentifier(role.name);
  try {
    await client.query('BEGIN');
    await client.query("SELECT pg_advisory_xact_lock(hashtext('pli app role'))");
    const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role.name]);
    const verb = rowCount ? 'ALTER' : 'CREATE';
    await client.query(
      `${verb} ROLE ${name} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD ${client.escapeLiteral(role.password)}`,
    );
    await client.query(rowRights('public', name));
    await client.query(`REVOKE CREATE ON SCHEMA public FROM PUBLIC, ${name}`);
    await client.query(`REVOKE INSERT, UPDATE, DELETE ON _prisma_migrations FROM ${name}`);
    await client.query(`REVOKE UPDATE, DELETE ON ${insertOnlyTables.join(', ')} FROM ${name}`);
    for (const schema of schemas) {
      const { rowCount: there } = await client.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [
        schema,
      ]);
      if (there) await client.query(rowRights(client.escapeIdentifier(schema), name));
    }
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
}

function rowRights(schema: string, role: string): string {
  return `GRANT USAGE ON SCHEMA ${schema} TO ${role};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${role};
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA ${schema} TO ${role};
    GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${schema} TO ${role};`;
}
