import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as glue from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';
import { expect, test } from 'vitest';
import { withTestDatabase } from '../support/database';

const database = withTestDatabase();

/** The SQL that Prisma would write for prisma/schema.prisma on an empty database. */
async function sqlOfSchema(): Promise<string> {
  const folder = path.dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm'));
  const wasm = readFileSync(path.join(folder, 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': glue as never }); // its own imports
  glue.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)(); // wasm-bindgen's entry, untyped
  const files = [{ path: 'schema.prisma', content: readFileSync('prisma/schema.prisma', 'utf8') }];
  const adapter = bindMigrationAwareSqlAdapterFactory(
    new PrismaPg({ connectionString: database.ownerUrl }) as never,
  );
  const engine = await glue.SchemaEngine.new({ datamodels: undefined }, () => undefined, adapter);
  const { stdout } = await engine.diff({
    from: { tag: 'empty' },
    to: { tag: 'schemaDatamodel', files, configDir: '.' } as never,
    script: true,
    exitCode: null,
    shadowDatabaseUrl: null,
    filters: { externalTables: [], externalEnums: [] },
  } as never);
  return stdout ?? '';
}

/** Columns, foreign keys and indexes that Prisma's language can say, as lines. */
async function shapeOf(client: pg.Client, schema: string): Promise<string[]> {
  const columns = `SELECT table_name || '.' || column_name || ' ' || udt_name || ' ' || is_nullable || ' '
      || coalesce(datetime_precision::text, '') || ' ' || coalesce(character_maximum_length::text, '') AS line
    FROM information_schema.columns WHERE table_schema = $1 AND is_generated = 'NEVER' AND table_name <> '_prisma_migrations'`;
  const indexes = `SELECT indexname || ' ' || regexp_replace(indexdef, '^.* USING ', '') AS line FROM pg_indexes
    WHERE schemaname = $1 AND tablename <> '_prisma_migrations' AND (indexname LIKE '%\\_idx' OR indexname LIKE '%\\_key' OR indexname LIKE '%\\_pkey')`;
  const keys = `SELECT conname || ' ' || regexp_replace(pg_get_constraintdef(oid), '"?' || $1 || '"?\\.', '', 'g') AS line
    FROM pg_constraint WHERE contype = 'f' AND connamespace = $1::regnamespace`;
  const lines: string[] = [];
  for (const sql of [columns, indexes, keys]) {
    const { rows } = await client.query<{ line: string }>(sql, [schema]);
    lines.push(...rows.map(({ line }) => line));
  }
  return lines.sort();
}

test('the migrations make exactly what prisma/schema.prisma says', async () => {
  const client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  await client.query('CREATE SCHEMA fresh');
  await client.query('SET search_path = fresh');
  await client.query((await sqlOfSchema()).replace(/^CREATE SCHEMA.*$/gm, ''));
  const [migrated, fresh] = [await shapeOf(client, 'public'), await shapeOf(client, 'fresh')];
  await client.end();
  expect(migrated.length).toBeGreaterThan(100);
  expect(migrated).toEqual(fresh);
});
