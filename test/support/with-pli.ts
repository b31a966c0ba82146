import { rmSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject } from 'vitest';
import { HttpPerson } from './http-person.ts';
import { copyOrganisations } from './own-organisations.ts';
import { Pli, type PliOptions } from './pli.ts';
import { PliPlace } from './pli-place.ts';
import type { SharedPlace } from './shared-pli.ts';
import { superuserUrl } from './superuser-url.ts';

/** A Pli for the tests of a file. Read `pli` inside tests and hooks only. */
export type RunningPli<Place extends PliPlace = PliPlace> = {
  readonly pli: Place;
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

/** One Pli for this test file alone, stopped at its end. */
export function withPli(options: () => PliOptions | Promise<PliOptions> = () => ({})): RunningPli<Pli> {
  let running: Pli | null = null;
  beforeAll(async () => {
    const chosen = await options();
    // With settings of its own even the first start may come out differently.
    const isPlain = chosen.env === undefined && chosen.dataDir === undefined;
    running = await Pli.start({ begun: isPlain, ...chosen });
  }, 300_000); // `options` may start a store of its own
  afterAll(() => running?.stop());
  return runningPli(() => running);
}

/**
 * The Pli that this project's files share, one after the other: with organisations of this file's own, no request counted yet,
 * and no mail caught. For files that neither change its settings nor end its processes.
 */
export function withSharedPli(): RunningPli {
  let place: PliPlace | null = null;
  beforeAll(async () => {
    const answer = await fetch(new URL(process.env.VITEST_POOL_ID ?? '1', inject('sharedPliUrl')));
    if (!answer.ok) throw new Error(`the shared Pli: ${await answer.text()}`);
    const { port, dataDir } = (await answer.json()) as SharedPlace; // written by shared-pli.ts
    const { accounts, mailDir } = new PliPlace(port, dataDir);
    const file = path.basename(expect.getState().testPath ?? '', '.test.ts');
    const own = await asDatabaseHolder(superuserUrl(dataDir), async (db) => {
      await db.query('DELETE FROM rate_limits');
      return copyOrganisations(db, accounts, file);
    });
    rmSync(mailDir, { recursive: true, force: true });
    place = new PliPlace(port, dataDir, own);
  }, 300_000);
  return runningPli(() => place);
}

function runningPli<Place extends PliPlace>(find: () => Place | null): RunningPli<Place> {
  const people = new Map<string, HttpPerson>();
  const pli = () => {
    const found = find();
    if (!found) throw new Error('Pli runs inside tests and hooks only');
    return found;
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
    tamper: <Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []) =>
      asDatabaseHolder(superuserUrl(pli().dataDir), async (db) => (await db.query<Row>(sql, values)).rows),
  };
}

/** As the superuser, with triggers switched off. */
async function asDatabaseHolder<Result>(
  url: string,
  act: (db: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("SET session_replication_role = 'replica'");
    return await act(client);
  } finally {
    await client.end();
  }
}
