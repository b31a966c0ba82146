import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../lib/embedded-postgres/start-embedded-postgres';

let folder: string;
let started: EmbeddedPostgres[];

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'pli-embedded-'));
  started = [];
});
afterEach(async () => {
  for (const server of started) await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function start(): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ folder });
  started.push(server);
  return server;
}

async function query(server: EmbeddedPostgres, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: server.url('postgres') });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('the embedded database', () => {
  test('three starters at once, on an empty folder, end up with one server', async () => {
    const servers = await Promise.all([start(), start(), start()]);
    expect(new Set(servers.map(({ pid }) => pid)).size).toBe(1);
    for (const server of servers) expect(await query(server, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('what was acknowledged is there after kill -9 of the server, on the same port', async () => {
    const first = await start();
    await query(first, 'CREATE TABLE kept (n int)');
    const client = new pg.Client({ connectionString: first.url('postgres') });
    client.on('error', () => undefined);
    await client.connect();
    let acknowledged = 0;
    try {
      for (;;) {
        const written = client.query('INSERT INTO kept VALUES ($1)', [acknowledged]);
        if (acknowledged === 20) process.kill(first.pid, 'SIGKILL'); // while this one is on its way
        await written;
        acknowledged += 1;
      }
    } catch {
      // the server has gone
    }
    const second = await startEmbeddedPostgres({ folder, port: first.port });
    started.push(second);
    const [row] = await query(second, 'SELECT count(*)::int AS n FROM kept');
    expect(acknowledged).toBeGreaterThanOrEqual(20);
    expect(row?.n).toBeGreaterThanOrEqual(acknowledged);
    expect(second.port).toBe(first.port);
  });

  test('a start that was killed while it made the folder leaves nothing that stops the next one', async () => {
    const script = `import { startEmbeddedPostgres } from '${path.resolve('lib/embedded-postgres/start-embedded-postgres.ts')}';
      await startEmbeddedPostgres({ folder: '${folder}' });`;
    const child = spawn(process.execPath, [
      '--conditions=react-server',
      '--import',
      'tsx',
      '--input-type=module',
      '-e',
      script,
    ]);
    const left = () => {
      try {
        return statSync(path.join(folder, 'password')).isFile();
      } catch {
        return false;
      }
    };
    while (!left() && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 5));
    child.kill('SIGKILL');
    expect(await query(await start(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('its password is its own and for its owner only; strangers are refused; it syncs', async () => {
    const server = await start();
    const file = path.join(folder, 'password');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8').trim()).toHaveLength(32);
    const wrong = new pg.Client({ connectionString: server.url('postgres').replace(/:[^:@]+@/, ':wrong@') });
    await expect(wrong.connect()).rejects.toMatchObject({ code: '28P01' });
    const settings = await query(
      server,
      "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'listen_addresses')",
    );
    expect(settings).toEqual([
      { name: 'fsync', setting: 'on' },
      { name: 'listen_addresses', setting: '127.0.0.1' },
    ]);
  });

  test('a busy port gives way to a free one', async () => {
    const first = await start();
    const elsewhere = path.join(folder, 'another');
    mkdirSync(elsewhere);
    const other = await startEmbeddedPostgres({ folder: elsewhere, port: first.port });
    started.push(other);
    expect(other.port).not.toBe(first.port);
  });
});
