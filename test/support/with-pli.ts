import pg from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { HttpPerson } from './http-person.ts';
import { Pli, type PliOptions } from './pli.ts';
import { superuserUrl } from './superuser-url.ts';

export type RunningPli = {
  readonly pli: Pli;
  /** A signed-in person without a browser; one session an e-mail address, made once. */
  person(account: { email: string; password: string }): Promise<HttpPerson>;
  /** Somebody who never signed in. */
  stranger(): HttpPerson;
  /**
   * A statement as the superuser of the embedded database with triggers switched off: what somebody could do who holds
   * the database, past the application and past the insert-only triggers.
   */
  tamper<Row extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<Row[]>;
};

/** One Pli for a whole test file, stopped at its end. Read `pli` inside tests and hooks only. */
export function withPli(options: () => PliOptions | Promise<PliOptions> = () => ({})): RunningPli {
  let running: Pli | null = null;
  const people = new Map<string, HttpPerson>();
  beforeAll(async () => {
    const chosen = await options();
    // With settings of its own even the first start may come out differently.
    const isPlain = chosen.env === undefined && chosen.dataDir === undefined;
    running = await Pli.start({ ...chosen, begun: isPlain });
  }, 300_000); // `options` may start a store of its own
  afterAll(() => running?.stop());
  const pli = () => {
    if (!running) throw new Error('Pli runs inside tests and hooks only');
    return running;
  };
  return {
    get pli() {
      return pli();
    },
    async person(account) {
      const known = people.get(account.email);
      if (known) return known;
      const person = await new HttpPerson(pli().url).signIn(account);
      people.set(account.email, person);
      return person;
    },
    stranger: () => new HttpPerson(pli().url),
    tamper: (sql, values) => asDatabaseHolder(superuserUrl(pli().dataDir), sql, values),
  };
}

async function asDatabaseHolder<Row extends pg.QueryResultRow>(
  url: string,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("SET session_replication_role = 'replica'");
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end();
  }
}
