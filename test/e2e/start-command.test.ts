import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { HttpPerson } from '../support/http-person.ts';
import { Pli, type ProcessRole, until } from '../support/pli.ts';
import { descendantsOf, lives } from '../support/process-tree.ts';

const script = path.resolve('dist/start.mjs');

/** A start that is expected to end by itself. */
function startAndEnd(env: Record<string, string>, flags: string[] = []) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...flags], {
    env: { ...process.env, ...env },
    encoding: 'utf8',
    timeout: 200_000,
  });
  return { status, said: stdout + stderr };
}

/** Null while there is no such process. */
function pidOf(pli: Pli, role: ProcessRole): number | null {
  try {
    return pli.pid(role);
  } catch {
    return null;
  }
}

describe('the start command', () => {
  let pli: Pli;
  beforeAll(async () => {
    pli = await Pli.start();
  });
  afterAll(() => pli.stop());

  test('prints the address, where mails are shown, and ten accounts of two organisations that can sign in', async () => {
    await until(() => pli.output.includes('Ctrl-C'), 60, 'no end of the banner');
    expect(pli.output).toContain(`Pli runs at ${pli.url}`);
    expect(pli.output).toContain(`${pli.url}/mails`);
    expect(pli.accounts).toHaveLength(10);
    for (const organisation of new Set(pli.accounts.map((account) => account.organisation))) {
      const roles = pli.accounts
        .filter((account) => account.organisation === organisation)
        .map(({ role }) => role);
      expect(roles.sort()).toEqual(['administrator', 'auditor', 'member', 'member', 'member']);
    }
    for (const { email, password } of pli.accounts) {
      expect(pli.output).toMatch(new RegExp(`${email} +\\w+ +${password}`));
    }
    for (const role of ['member', 'administrator', 'auditor'] as const) {
      await new HttpPerson(pli.url).signIn(pli.account(role, 1));
    }
  });

  test('keeps everything secret readable by its owner only', () => {
    const secrets = [
      'demo-accounts.json',
      'postgres/password',
      ...readdirSync(path.join(pli.dataDir, 'keys')).map((name) => `keys/${name}`),
    ];
    expect(secrets.length).toBeGreaterThan(4);
    for (const name of secrets) expect(statSync(path.join(pli.dataDir, name)).mode & 0o077, name).toBe(0);
    expect(statSync(pli.dataDir).mode & 0o077).toBe(0);
  });

  test('says that it already runs on this folder', async () => {
    const { status, said } = startAndEnd({ PLI_DATA_DIR: pli.dataDir, PLI_PORT: String(await freePort()) });
    expect(said).toContain(`Pli already runs on ${pli.dataDir}`);
    expect(status).toBe(1);
  });

  test('brings back what was killed with kill -9: web, worker, database', async () => {
    for (const role of ['web', 'worker', 'postgres'] as const) {
      const before = pli.pid(role);
      await pli.kill9(role);
      // First the new process, then readiness, which /readyz may repeat for a second from before the kill.
      await until(() => (pidOf(pli, role) ?? before) !== before, 90, `no new ${role}`);
      await new Promise((resolve) => setTimeout(resolve, 1_100));
      await pli.ready();
    }
    await new HttpPerson(pli.url).signIn(pli.account('member'));
  });

  test('after kill -9 of itself nothing of it serves on, and a new start finds everything again', async () => {
    const accounts = pli.accounts;
    const processes = ['web', 'worker'] as const;
    // both end with their database and come back by themselves, each in its own time
    await until(() => processes.every((role) => pidOf(pli, role) !== null), 90, 'web or worker is not back');
    const pids = processes.map((role) => pli.pid(role));
    await pli.kill9('supervisor');
    await until(() => !pids.some(lives), 60, 'web or worker lives on');
    await pli.launch();
    expect(pli.accounts).toEqual(accounts);
    await new HttpPerson(pli.url).signIn(pli.account('member'));
  });

  test('ends everything on Ctrl-C, and a second start prints the same accounts', async () => {
    const family = descendantsOf(pli.pid('supervisor'));
    const database = pli.pid('postgres');
    process.kill(pli.pid('supervisor'), 'SIGINT');
    await until(() => !family.some(({ pid }) => lives(pid)) && !lives(database), 60, 'something lives on');
    await pli.launch();
    await until(() => pli.output.split('Ctrl-C stops it').length > 2, 60, 'no second banner');
    for (const { email, password } of pli.accounts) {
      expect(pli.output.split(new RegExp(`${email} +\\w+ +${password}`)).length).toBeGreaterThan(2);
    }
  });
});

describe('a start that cannot succeed says why, in one sentence', () => {
  let dataDir: string;
  beforeAll(() => {
    dataDir = mkdtempSync(path.join(os.tmpdir(), 'pli-start-'));
  });
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

  test('a port that another program holds', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const { status, said } = startAndEnd({ PLI_DATA_DIR: dataDir, PLI_PORT: String(port) });
    other.close();
    expect(said.trim()).toBe(
      `Port ${port} is taken by another program: end it, or choose another with PLI_PORT.`,
    );
    expect(status).toBe(1);
  });

  test('a data folder that cannot be made', () => {
    writeFileSync(path.join(dataDir, 'file'), '');
    const { status, said } = startAndEnd({ PLI_DATA_DIR: path.join(dataDir, 'file/data') });
    expect(said).toMatch(/^The data folder .* cannot be written \(ENOTDIR\)\. .* PLI_DATA_DIR\.\n$/);
    expect(status).toBe(1);
  });

  test('wrong settings, all of them at once', () => {
    const { status, said } = startAndEnd({
      PLI_PORT: 'x',
      SMTP_URL: 'mail',
      PLI_MODE: 'test',
      PLI_DATA_DIR: dataDir,
    });
    for (const name of ['PLI_PORT', 'SMTP_URL', 'PLI_MODE']) expect(said).toContain(`- ${name} must`);
    expect(said).not.toMatch(/\n\s+at /);
    expect(status).toBe(1);
  });

  test('an unknown flag', () => {
    expect(startAndEnd({}, ['--demo=off']).said).toContain('--demo=off is not known');
  });
});

describe('a start without demo', () => {
  test('asks for the first administrator, and prints a link to choose a password', async () => {
    const password = 'Premier jour de novembre 7';
    const email = 'helene.marchand@hopital.test';
    const pli = await Pli.start({
      env: { PLI_DEMO: 'off', PLI_ADMIN_EMAIL: email, PLI_ORGANISATION: 'Hôpital' },
    });
    try {
      await until(() => pli.output.includes('Ctrl-C'), 60, 'no end of the banner');
      expect(readdirSync(pli.dataDir)).not.toContain('demo-accounts.json');
      const token = /\/password#([\w.-]+)/.exec(pli.output)?.[1];
      await new HttpPerson(pli.url).json('POST', '/api/password-reset/confirm', {
        token,
        newPassword: password,
      });
      const administrator = await new HttpPerson(pli.url).signIn({ email, password });
      expect(await administrator.json('GET', '/api/me')).toMatchObject({
        role: 'administrator',
        organisation: { name: 'Hôpital' },
      });
      expect(readFileSync(path.join(pli.dataDir, 'logs/web.log'), 'utf8')).not.toContain(
        token?.split('.')[1],
      );
    } finally {
      await pli.stop();
    }
  });

  test('without a name and a terminal it says what to set, and runs', async () => {
    const pli = await Pli.start({ env: { PLI_DEMO: 'off' } });
    try {
      await until(() => pli.output.includes('Ctrl-C'), 60, 'no end of the banner');
      expect(pli.output).toContain('Nobody can sign in yet: set PLI_ADMIN_EMAIL');
    } finally {
      await pli.stop();
    }
  });
});
