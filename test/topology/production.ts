import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { Ceph } from '../support/ceph.ts';
import { freePort } from '../support/free-port.ts';
import { until } from '../support/pli.ts';
import { SmtpPeer } from '../support/smtp-peer.ts';
import { startSystemPostgres } from './system-postgres.ts';

export const publicUrl = 'https://pli.hopital.fr';
const bucket = 'pli-vault';

/** A program of dist/ that was started by hand. */
export type Program = { url: string; output: () => string; child: ChildProcess };

/** What docker-compose.yml describes, by hand: Postgres, Ceph, an SMTP server, and a folder with the keys. */
export class Production {
  private constructor(
    private readonly postgres: Awaited<ReturnType<typeof startSystemPostgres>>,
    private readonly ceph: Ceph,
    readonly smtp: SmtpPeer,
    private readonly dataDir: string,
  ) {}

  private readonly programs: ChildProcess[] = [];

  static async start(postgresBin: string): Promise<Production> {
    const [postgres, ceph, smtp] = await Promise.all([
      startSystemPostgres(postgresBin),
      Ceph.start(),
      SmtpPeer.start(),
    ]);
    const dataDir = mkdtempSync(path.join(os.tmpdir(), 'pli-topology-'));
    const production = new Production(postgres, ceph, smtp, dataDir);
    await production.createBucket();
    return production;
  }

  get ownerUrl(): string {
    return this.postgres.ownerUrl;
  }

  /** The application's role; the migration makes it. */
  get databaseUrl(): string {
    return Object.assign(new URL(this.ownerUrl), { username: 'pli_app', password: 'k29fmDq7Lz' }).href;
  }

  /** Runs a program that ends. @throws with its output when it fails. */
  async run(name: string, env: Record<string, string>): Promise<string> {
    const { child, output } = this.spawn(name, 0, env);
    const code = await new Promise((resolve) => child.once('close', resolve));
    if (code !== 0) throw new Error(`${name} ended with ${code}:\n${output()}`);
    return output();
  }

  /** Starts a web or worker process and waits until its /readyz answers 200. */
  async serve(name: 'server' | 'worker'): Promise<Program> {
    const port = await freePort();
    const program = this.spawn(name, port, name === 'worker' ? { PLI_WORKER_HEALTH_PORT: String(port) } : {});
    await until(
      async () => (await fetch(`${program.url}/readyz`).catch(() => null))?.status === 200,
      150,
      () => `${name} is not ready:\n${program.output().slice(-3_000)}`,
    );
    return program;
  }

  async stop(): Promise<void> {
    await Promise.all(this.programs.map(endOf));
    await Promise.all([this.postgres.stop(), this.ceph.stop(), this.smtp.away()]);
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  private spawn(name: string, port: number, more: Record<string, string>): Program {
    const child = spawn(process.execPath, [path.resolve(`dist/${name}.mjs`)], {
      env: {
        PATH: process.env.PATH,
        NODE_ENV: 'production',
        ...(process.env.PLI_NEXT_DIST ? { PLI_NEXT_DIST: process.env.PLI_NEXT_DIST } : {}),
        PLI_MODE: 'production',
        PLI_TAKE_BACK_SECONDS: '0', // what is proved here begins with the release
        PLI_PACKAGED_NODE: 'allow', // the tests run on it where the machine has an older one
        PLI_PUBLIC_URL: publicUrl,
        ...(port > 0 ? { PLI_PORT: String(port) } : {}),
        PLI_DATA_DIR: this.dataDir,
        DATABASE_URL: this.databaseUrl,
        ...this.ceph.settings(bucket),
        SMTP_URL: this.smtp.url,
        MAIL_FROM: 'pli@hopital.fr',
        ...more,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
    }
    this.programs.push(child);
    return { url: `http://127.0.0.1:${port}`, output: () => output, child };
  }

  private async createBucket(): Promise<void> {
    const {
      S3_ENDPOINT = '',
      S3_REGION = '',
      S3_ACCESS_KEY_ID = '',
      S3_SECRET_ACCESS_KEY = '',
    } = this.ceph.settings(bucket);
    const client = new S3Client({
      endpoint: S3_ENDPOINT,
      region: S3_REGION,
      forcePathStyle: true,
      credentials: { accessKeyId: S3_ACCESS_KEY_ID, secretAccessKey: S3_SECRET_ACCESS_KEY },
    });
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
    client.destroy();
  }
}

async function endOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}
