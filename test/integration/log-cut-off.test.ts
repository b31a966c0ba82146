import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createHttpWitness } from '../../lib/adapters/witness/http-witness';
import { checkLog } from '../../lib/transparency-log/check-log';
import { readCheckpoint } from '../../lib/transparency-log/read-checkpoint';
import { timestampedCheckpoint } from '../../lib/transparency-log/timestamped-checkpoint';
import { verifyLog } from '../../lib/transparency-log/verify-log';
import { cutLog, cutNotes } from '../support/cut-log';
import { withTestDatabase } from '../support/database';
import { growLog } from '../support/grow-log';
import { addOrganisation, withTestServices } from '../support/sealed-world';

/** Each test goes on with the log that the one before left: sizes are read, never assumed. */
describe('the end of the log, cut off by a superuser so that nothing contradicts', () => {
  const database = withTestDatabase();
  const made = withTestServices(database);
  let superuser: pg.Client;
  let organisation = '';

  beforeAll(async () => {
    organisation = (await addOrganisation(made.services, 'CHU')).id;
    superuser = new pg.Client({ connectionString: database.ownerUrl });
    await superuser.connect();
    await superuser.query('SET session_replication_role = replica');
  });
  afterAll(() => superuser.end());

  const grow = async (count: number) => {
    await growLog(made.services, organisation, count);
    return size();
  };
  const size = async () => (await readCheckpoint(database.db))?.treeSize ?? 0;
  const check = () => checkLog(made.services, { requestedBy: null });
  const faults = async () => (await verifyLog(made.services)).faults;

  let held = 0;
  let before = 0;
  beforeEach(async () => {
    await cutNotes(superuser, -1);
    await grow(300);
    await check();
    held = Number((await database.db.logVerification.findFirstOrThrow()).treeSize);
    before = await grow(40);
    expect(await faults()).toEqual([]);
  });

  test('is named by the self-check that saw it: from which index on', async () => {
    await check();
    const seen = Number(
      (await database.db.logVerification.findFirstOrThrow({ orderBy: { treeSize: 'desc' } })).treeSize,
    );
    await cutLog(superuser, held);
    expect(await size()).toBe(held);
    expect(await faults()).toEqual([{ kind: 'tail-cut', index: held, end: seen }]);
    await cutNotes(superuser, held);
  });

  test('is named by what the witness was given, and by a timestamp that was forgotten', async () => {
    await database.db.$executeRaw`
      INSERT INTO log_witnessed (witness, tree_size, cosignatures) VALUES ('https://witness.example', ${before}::bigint, '')`;
    await cutLog(superuser, held);
    expect(await faults()).toEqual([{ kind: 'tail-cut', index: held, end: before }]);
    await cutNotes(superuser, held);
    expect(await faults()).toEqual([]);
    await grow(10);
    const stamped = await timestampedCheckpoint(made.services);
    await superuser.query('CREATE TABLE kept_stamps AS TABLE log_timestamps');
    await cutLog(superuser, held);
    await superuser.query('INSERT INTO log_timestamps SELECT * FROM kept_stamps WHERE tree_size > $1', [
      held,
    ]);
    await superuser.query('DROP TABLE kept_stamps');
    expect(await faults()).toContainEqual({ kind: 'tail-cut', index: held, end: stamped.treeSize });
    await superuser.query('DELETE FROM log_timestamps WHERE tree_size > $1', [held]);
  });

  test('and continued past its old size, is named: between which heads it was rewritten', async () => {
    await check();
    const seen = Number(
      (await database.db.logVerification.findFirstOrThrow({ orderBy: { treeSize: 'desc' } })).treeSize,
    );
    await cutLog(superuser, held);
    await grow(seen - held); // a head of the very same size
    expect(await faults()).toEqual([{ kind: 'head-other', index: held, end: seen }]);
    await grow(100);
    expect(await faults()).toEqual([{ kind: 'head-other', index: held, end: seen }]);
    await superuser.query('DELETE FROM log_checkpoints WHERE tree_size = $1', [seen]);
    expect(await faults()).toEqual([{ kind: 'head-other', index: held, end: seen }]);
    await superuser.query('UPDATE log_verifications SET root_hash = NULL');
    expect(await faults()).toEqual([{ kind: 'head-gone', index: seen - 1 }]);
  });

  test('with all notes of it, leaves no trace inside: only a witness outside still names it', async () => {
    await check();
    await cutLog(superuser, held);
    await cutNotes(superuser, held);
    expect(await faults()).toEqual([]); // what docs/audit-log.md, section 7, admits
    const witness = await knowing(before);
    try {
      await checkLog(
        { ...made.services, witness: createHttpWitness({ prefix: witness.url }) },
        { requestedBy: null },
      );
    } finally {
      await witness.close();
    }
    const last = await database.db.logVerification.findFirstOrThrow({ orderBy: { verifiedAt: 'desc' } });
    expect(last.faults).toEqual([{ kind: 'tail-cut', index: expect.any(Number), end: before }]);
    expect(last.faultCount).toBe(1);
    expect(last.rootHash).toBeNull();
  });
});

/** A witness that knows a head of this size and takes no other as old (C2SP tlog-witness: 409 and the size). */
async function knowing(treeSize: number) {
  const server: Server = createServer((_, answer) => {
    answer.writeHead(409, { 'Content-Type': 'text/x.tlog.size' }).end(`${treeSize}\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
