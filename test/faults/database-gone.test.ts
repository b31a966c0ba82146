import { spawnSync } from 'node:child_process';
import path from 'node:path';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { runAs } from '../../lib/embedded-postgres/run-as';
import { serverBinary } from '../../lib/embedded-postgres/server-binary';
import { sendLetter } from '../support/node-sender.ts';
import { type Pli, until } from '../support/pli.ts';
import { superuserUrl } from '../support/superuser-url.ts';
import { withPli } from '../support/with-pli.ts';

/** What somebody or something may do to the embedded database while Pli runs on it. */
const ways: Record<string, (pli: Pli) => void | Promise<void>> = {
  'SIGINT, an orderly end at once': (pli) => void process.kill(pli.pid('postgres'), 'SIGINT'),
  'SIGTERM, an end that waits for clients which never leave': (pli) =>
    void process.kill(pli.pid('postgres'), 'SIGTERM'),
  'SIGQUIT, an end without a checkpoint': (pli) => void process.kill(pli.pid('postgres'), 'SIGQUIT'),
  'SIGKILL of the server': (pli) => pli.kill9('postgres'),
  'SIGKILL of one session, after which the server recovers by itself': killOneSession,
  'a restart by an operator': restartByOperator,
};

describe('the embedded database goes away', () => {
  const running = withPli();

  test.each(Object.keys(ways))('%s: Pli goes on, and what was acknowledged is there', async (way) => {
    const { pli } = running;
    const supervisor = pli.pid('supervisor');
    const begunAt = await startOfDatabase(pli);
    const sender = await running.person(pli.account('member', 0));
    const { envelopeId } = await sendLetter(sender, {
      recipients: [{ address: 'a@example.org', kind: 'to' }],
    });

    await ways[way]?.(pli);

    await until(
      async () => (await startOfDatabase(pli).catch(() => begunAt)) !== begunAt,
      60,
      'no database that was started since',
    );
    await pli.ready();
    expect(pli.pid('supervisor')).toBe(supervisor);
    expect(await sender.json('GET', `/api/envelopes/${envelopeId}`)).toMatchObject({ envelopeId });
  });
});

/** When the sessions of this server could begin at the earliest: also a recovery changes it. */
async function startOfDatabase(pli: Pli): Promise<string> {
  return inDatabase(pli, async (client) => {
    const { rows } = await client.query<{ begun: string }>(
      `SELECT max(backend_start)::text AS begun FROM pg_stat_activity WHERE backend_type = 'checkpointer'`,
    );
    return rows[0]?.begun ?? '';
  });
}

async function killOneSession(pli: Pli): Promise<void> {
  await inDatabase(pli, async (client) => {
    const { rows } = await client.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE usename = 'pli_app' LIMIT 1`,
    );
    process.kill(rows[0]?.pid ?? 0, 'SIGKILL');
  });
}

/** `pg_ctl restart`, with the program that belongs to the server. */
function restartByOperator(pli: Pli): void {
  const folder = path.join(pli.dataDir, 'postgres');
  const dataDir = path.join(folder, 'data');
  const as = runAs(folder, dataDir);
  const pgCtl = path.join(path.dirname(serverBinary('postgres')), 'pg_ctl');
  const [program, args] = as.command(pgCtl, ['-D', dataDir, '-m', 'fast', '-w', 'restart']);
  spawnSync(program, args, { ...as.ids, stdio: 'ignore', timeout: 60_000 });
}

async function inDatabase<Answer>(pli: Pli, ask: (client: pg.Client) => Promise<Answer>): Promise<Answer> {
  const client = new pg.Client({
    connectionString: superuserUrl(pli.dataDir),
    connectionTimeoutMillis: 5_000,
  });
  client.on('error', () => undefined); // it goes away, which is the point
  try {
    await client.connect();
    return await ask(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
