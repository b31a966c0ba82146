import { execFile, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
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
    readonly secret: string,
    /** What ends it; null: it belongs to the whole run. */
    private readonly end: (() => Promise<void>) | null,
  ) {}

  /** The one that serves the whole run (test/run.mjs s3), or one of its own. @throws with what the script said when it does not boot. */
  static async start(): Promise<Ceph> {
    const { TEST_S3_ENDPOINT: shared, TEST_S3_SECRET_ACCESS_KEY: known } = process.env;
    if (shared && known) return new Ceph(Number(new URL(shared).port), known, null);
    const folder = mkdtempSync(path.join(tmpdir(), 'pli-ceph-'));
    const port = await freePort();
    const secret = randomBytes(20).toString('hex'); // production refuses one that everybody knows
    const env = {
      ...process.env,
      CEPH_ROOT: path.join(folder, 'ceph'),
      CEPH_PORT: String(port),
      CEPH_MON_PORT: String(await freePort()),
      CEPH_SECRET: secret,
    };
    const end = async () => {
      await run('bash', [script, 'stop'], { env, timeout: 60_000 });
      rmSync(folder, { recursive: true, force: true });
    };
    await run('bash', [script, 'start'], { env, timeout: 280_000 }).catch(async (error) => {
      await end();
      throw new Error(`Ceph does not boot: ${error.message}\n${error.stdout}`);
    });
    return new Ceph(port, secret, end);
  }

  /** The settings of a Pli that keeps its segments here; `endpoint` where browsers and Pli reach it. */
  settings(bucket: string, endpoint = `http://127.0.0.1:${this.port}`): Record<string, string> {
    return {
      S3_ENDPOINT: endpoint,
      S3_BUCKET: bucket,
      S3_REGION: 'us-east-1',
      S3_ACCESS_KEY_ID: 'CEPHKEY1',
      S3_SECRET_ACCESS_KEY: this.secret,
    };
  }

  async stop(): Promise<void> {
    await this.end?.();
  }
}
