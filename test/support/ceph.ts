import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './free-port.ts';

const run = promisify(execFile);
const script = path.join(import.meta.dirname, 'ceph.sh');

/** Whether this machine has what a one-node Ceph needs (Debian: ceph-mon ceph-osd radosgw ceph-common). */
export const cephInstalled = ['ceph-mon', 'ceph-osd', 'radosgw', 'ceph'].every(
  (program) => spawnSync('which', [program]).status === 0,
);

/** A real S3 store on 127.0.0.1: Ceph's gateway, everything in memory. */
export class Ceph {
  private constructor(
    readonly port: number,
    private readonly env: NodeJS.ProcessEnv,
    private readonly folder: string,
  ) {}

  static async start(): Promise<Ceph> {
    const folder = mkdtempSync(path.join(tmpdir(), 'pli-ceph-'));
    const port = await freePort();
    const env = {
      ...process.env,
      CEPH_ROOT: path.join(folder, 'ceph'),
      CEPH_PORT: String(port),
      CEPH_MON_PORT: String(await freePort()),
    };
    await run('bash', [script, 'start'], { env, timeout: 180_000 });
    return new Ceph(port, env, folder);
  }

  /** The settings of a Pli that keeps its segments here; `endpoint` where browsers and Pli reach it. */
  settings(bucket: string, endpoint = `http://127.0.0.1:${this.port}`): Record<string, string> {
    return {
      S3_ENDPOINT: endpoint,
      S3_BUCKET: bucket,
      S3_REGION: 'us-east-1',
      S3_ACCESS_KEY_ID: 'CEPHKEY1',
      S3_SECRET_ACCESS_KEY: 'cephsecret1',
    };
  }

  async stop(): Promise<void> {
    await run('bash', [script, 'stop'], { env: this.env, timeout: 60_000 });
    rmSync(this.folder, { recursive: true, force: true });
  }
}
