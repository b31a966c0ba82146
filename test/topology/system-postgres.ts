import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runAs } from '../../lib/embedded-postgres/run-as';
import { freePort } from '../support/free-port.ts';

const debian = '/usr/lib/postgresql';

/** Folder of the system's PostgreSQL programs (Debian: postgresql), or null. */
export const systemPostgresBin: string | null = existsSync(debian)
  ? (readdirSync(debian)
      .map((version) => path.join(debian, version, 'bin'))
      .find((bin) => existsSync(path.join(bin, 'initdb'))) ?? null)
  : null;

const owner = { name: 'pli_owner', password: 'Vq83kd02mZ' };

/** A server of the operating system's own PostgreSQL in a temporary folder; `ownerUrl` may make roles. */
export async function startSystemPostgres(
  bin: string,
): Promise<{ ownerUrl: string; stop: () => Promise<void> }> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'pli-system-postgres-'));
  const data = path.join(folder, 'data');
  const as = runAs(folder, data);
  const passwordFile = path.join(folder, 'password');
  writeFileSync(passwordFile, owner.password, { mode: 0o644 });
  const [initdb, initdbArgs] = as.command(path.join(bin, 'initdb'), [
    ...[
      '-D',
      data,
      '-U',
      owner.name,
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      '--locale=C',
    ],
  ]);
  const made = spawnSync(initdb, initdbArgs, { encoding: 'utf8', ...as.ids });
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
  const port = await freePort();
  const settings = [
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${folder}`,
    'fsync=off',
    'max_connections=100',
  ];
  const [postgres, args] = as.command(path.join(bin, 'postgres'), [
    ...['-D', data, '-p', String(port)],
    ...settings.flatMap((setting) => ['-c', setting]),
  ]);
  const child = spawn(postgres, args, { stdio: ['ignore', 'ignore', 'pipe'], ...as.ids });
  await new Promise<void>((resolve, reject) => {
    let log = '';
    child.stderr.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      if (log.includes('ready to accept connections')) resolve();
    });
    child.once('exit', () => reject(new Error(`PostgreSQL ended: ${log}`)));
  });
  return {
    ownerUrl: `postgresql://${owner.name}:${owner.password}@127.0.0.1:${port}/postgres`,
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGINT');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
