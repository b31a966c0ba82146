import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { HttpPerson } from '../test/support/http-person.ts';
import { Pli } from '../test/support/pli.ts';
import { descendantsOf } from '../test/support/process-tree.ts';
import { superuserUrl } from '../test/support/superuser-url.ts';
import type { Begun } from './part.ts';
import { cpuSeconds } from './process-cost.ts';

type Counts = { statements: number; transactions: number };

/** A Pli whose database counts statements, with what programs need to call it. */
export class MeasuredPli {
  private constructor(
    readonly pli: Pli,
    private readonly database: pg.Client,
  ) {}

  static async start(begun: Begun): Promise<MeasuredPli> {
    // Behind a proxy that the bench itself is: clients at many addresses, and a token's own bound lifted.
    const pli = await Pli.start({
      begun: true,
      env: { PLI_TRUSTED_PROXIES: '1', PLI_TOKEN_REQUESTS_FACTOR: '1000', PLI_LOG_LEVEL: 'warn' },
    });
    begun.push(() => pli.stop());
    const first = new pg.Client({ connectionString: superuserUrl(pli.dataDir) });
    await first.connect();
    await first.query(`ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'`);
    await first.end();
    await pli.stopKeepingData();
    await pli.launch();
    const database = new pg.Client({ connectionString: superuserUrl(pli.dataDir) });
    await database.connect();
    begun.push(() => database.end());
    await database.query('CREATE EXTENSION pg_stat_statements');
    return new MeasuredPli(pli, database);
  }

  async query<Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.database.query<Row>(sql, values)).rows;
  }

  person(account: { email: string; password: string }, address = '192.0.2.1'): Promise<HttpPerson> {
    return new HttpPerson(this.pli.url, this.pli.url, { 'x-forwarded-for': address }).signIn(account);
  }

  /** Tokens of one account, each with what a program that sends and opens needs. */
  async tokens(account: { email: string; password: string }, count: number): Promise<string[]> {
    const person = await this.person(account);
    const made = [];
    for (let n = 0; n < count; n++)
      made.push(
        await person.json<{ token: string }>('POST', '/api/access-tokens', {
          name: `bench ${n}`,
          scopes: ['envelopes:send', 'envelopes:read', 'envelopes:open'],
          expiresInDays: 1,
          currentPassword: account.password,
        }),
      );
    return made.map(({ token }) => token);
  }

  /** Processor time since they began, in seconds. */
  cpu(): { web: number; worker: number; postgres: number } {
    const postmaster = this.pli.pid('postgres');
    const backends = descendantsOf(postmaster).map(({ pid }) => pid);
    return {
      web: cpuSeconds([this.pli.pid('web')]),
      worker: cpuSeconds([this.pli.pid('worker')]),
      postgres: cpuSeconds([postmaster, ...backends]),
    };
  }

  /** Statements web makes while `work` runs and the worker stands still; BEGIN and COMMIT are counted as transactions. */
  async countedWithoutWorker(work: () => Promise<void>): Promise<Counts> {
    const worker = this.pli.pid('worker');
    process.kill(worker, 'SIGSTOP');
    try {
      await sleep(300); // what it had begun is over
      await this.query('SELECT pg_stat_statements_reset()');
      await work();
      const [counts] = await this.query<{ statements: string; transactions: string }>(
        `SELECT coalesce(sum(calls) FILTER (WHERE query !~* '^(BEGIN|COMMIT|ROLLBACK)' AND query !~ 'pg_stat_statements'), 0) AS statements,
           coalesce(sum(calls) FILTER (WHERE query ~* '^BEGIN'), 0) AS transactions FROM pg_stat_statements WHERE toplevel`,
      );
      return { statements: Number(counts?.statements), transactions: Number(counts?.transactions) };
    } finally {
      process.kill(worker, 'SIGCONT');
    }
  }

  /** Waits until no job waits or runs, and every entry is in the log. */
  async untilQuiet(): Promise<void> {
    for (;;) {
      const [waiting] = await this.query<{ n: string }>(
        `SELECT (SELECT count(*) FROM recipients WHERE notification_state = 'pending') + (SELECT count(*) FROM audit_unsequenced) AS n`,
      );
      if (Number(waiting?.n) === 0) return;
      await sleep(100);
    }
  }
}
