import type pg from 'pg';
import type { Account } from './pli-place.ts';

const inDemo = 'SELECT organisation_id FROM organisation_domains WHERE domain = ANY ($2)';
const inMailbox = `SELECT id FROM mailboxes WHERE organisation_id IN (${inDemo})`;

const id = (column: string) =>
  `'${column}', left(t.${column}::text, 28) || left(md5(t.${column}::text || $1), 8)`;
const domain = (column: string) =>
  `'${column}', regexp_replace(t.${column}, '\\.test$', '-' || $1 || '.test')`;

/** Rows of the demo's organisations, parents first: which, and in what a copy differs. The last eight digits of an id are others. */
const tables: { name: string; where: string; changes: string[] }[] = [
  { name: 'organisations', where: `t.id IN (${inDemo})`, changes: [id('id'), `'name', t.name || ' ' || $1`] },
  {
    name: 'organisation_domains',
    where: 't.domain = ANY ($2)',
    changes: [domain('domain'), id('organisation_id')],
  },
  {
    name: 'users',
    where: `t.organisation_id IN (${inDemo})`,
    changes: [id('id'), id('organisation_id'), domain('email')],
  },
  {
    name: 'mailboxes',
    where: `t.organisation_id IN (${inDemo})`,
    changes: [id('id'), id('organisation_id')],
  },
  {
    name: 'mailbox_addresses',
    where: `t.mailbox_id IN (${inMailbox})`,
    changes: [domain('address'), id('mailbox_id')],
  },
  {
    name: 'mailbox_members',
    where: `t.mailbox_id IN (${inMailbox})`,
    changes: [id('mailbox_id'), id('user_id')],
  },
];

/**
 * Copies the demo's organisations with their people, passwords and mailboxes: `valmont.test` becomes `valmont-NAME.test`.
 * Returns the copies' accounts. The connection has its triggers switched off; no entry tells of the copies.
 */
export async function copyOrganisations(
  db: Pick<pg.Client, 'query'>,
  accounts: readonly Account[],
  name: string,
): Promise<Account[]> {
  const demoDomains = [...new Set(accounts.map(({ email }) => email.slice(email.indexOf('@') + 1)))];
  for (const { name: table, where, changes } of tables) {
    const columns = await writableColumns(db, table);
    await db.query(
      `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM (
         SELECT copy.* FROM ${table} t,
           jsonb_populate_record(NULL::${table}, to_jsonb(t) || jsonb_build_object(${changes.join(', ')})) copy
         WHERE ${where}) made`,
      [name, demoDomains],
    );
  }
  return accounts.map((account) => ({
    ...account,
    email: account.email.replace(/\.test$/, `-${name}.test`),
    organisation: `${account.organisation} ${name}`,
  }));
}

/** All but those the database computes. */
async function writableColumns(db: Pick<pg.Client, 'query'>, table: string): Promise<string> {
  const { rows } = await db.query<{ columns: string }>(
    `SELECT string_agg(quote_ident(column_name), ', ') AS columns FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name = $1 AND is_generated = 'NEVER'`,
    [table],
  );
  return rows[0]?.columns ?? '';
}
