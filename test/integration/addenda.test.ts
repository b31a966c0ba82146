import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appendAddendum } from '../../lib/addendum/append-addendum';
import { obtainAddendumTimestamp } from '../../lib/addendum/obtain-addendum-timestamp';
import { appendEntry } from '../../lib/audit/trail/append-entry';
import { lockEnvelope } from '../../lib/envelope/lock-envelope';
import { type AddendumChange, parseAddendum } from '../../lib/envelope-format/addendum';
import { documentDigest } from '../../lib/envelope-format/envelope-state';
import { saltedHash } from '../../lib/envelope-format/salted-hash';
import { parseSeal } from '../../lib/envelope-format/seal';
import { importContentKey } from '../../lib/envelope-format/segment-cipher';
import { verifyEnvelope } from '../../lib/envelope-format/verify-envelope';
import { openEnvelope } from '../../lib/open/open-envelope';
import { packageOf } from '../../lib/transfer/envelope-package';
import { verifyLog } from '../../lib/transparency-log/verify-log';
import { withTestDatabase } from '../support/database';
import { makeDraft, requestFor, storeLetter } from '../support/draft-world';
import { sealWorld, to } from '../support/seal-world';
import { type Person, withTestServices } from '../support/sealed-world';
import { testClient } from '../support/test-client';

const until = (days: number) => new Date(Date.UTC(2027, 0, 1) + days * 86_400_000);

describe('addenda to a seal', () => {
  const database = withTestDatabase();
  const made = withTestServices(database);
  const world = sealWorld(made);
  let anne: Person;
  let paul: Person;
  let app: pg.Client;
  let superuser: pg.Client;
  beforeAll(async () => {
    ({ anne, paul } = await world.world());
    [app, superuser] = [database.url, database.ownerUrl].map(
      (url) => new pg.Client({ connectionString: url }),
    ) as [pg.Client, pg.Client];
    await Promise.all([app.connect(), superuser.connect()]);
    await superuser.query('SET session_replication_role = replica');
  });
  afterAll(() => Promise.all([app.end(), superuser.end()]));

  async function sealed() {
    const draft = await makeDraft(made.services, anne);
    const { envelopeId } = draft;
    await world.seal(
      draft,
      await requestFor(draft, await storeLetter(made.services, draft), to(paul.actor.email)),
    );
    const { reference } = await made.services.db.recipient.findFirstOrThrow({ where: { envelopeId } });
    return { envelopeId, reference };
  }

  /** A new date, with its row and its entry, as the use cases write them. */
  const prolong = (envelopeId: string, accessUntil: Date, author: Person | null = anne) =>
    made.services.db.$transaction(async (tx) => {
      await lockEnvelope(tx, envelopeId);
      const changes: AddendumChange[] = [{ kind: 'available-until', until: accessUntil.toISOString() }];
      const appended = await appendAddendum(made.services, tx, {
        envelopeId,
        author: author?.actor ?? null,
        changes,
      });
      await tx.envelope.update({ where: { id: envelopeId }, data: { accessUntil }, select: { id: true } });
      await appendEntry(tx, {
        event: 'SentEnvelopeOpened',
        actor: author?.actor ?? { kind: 'system' },
        client: null,
        organisationIds: [anne.actor.organisationId],
        envelopeId,
        detail: { addendum: appended.digest },
      });
      return appended;
    });
  const rows = (envelopeId: string) =>
    made.services.db.addendum.findMany({ where: { envelopeId }, orderBy: { number: 'asc' } });
  const open = (reference: string) =>
    openEnvelope(made.services, { actor: paul.actor, client: testClient, reference });
  async function verified(reference: string) {
    const answer = await open(reference);
    const contentKey = await importContentKey(Buffer.from(answer.contentKey, 'base64'));
    const fetchObject = async ({ sha256 }: { sha256: string }) => {
      const { body } = await made.services.objectStore.get({ envelopeId: answer.envelopeId, sha256 });
      const chunks: Uint8Array[] = [];
      for await (const chunk of body) chunks.push(chunk);
      return Buffer.concat(chunks);
    };
    return verifyEnvelope(packageOf(answer, { contentKey, fetchObject }));
  }

  test('stand in one chain behind the seal, signed and time-stamped, and a reader verifies them', async () => {
    const { envelopeId, reference } = await sealed();
    const first = await prolong(envelopeId, until(1));
    const second = await prolong(envelopeId, until(2), null);
    const [one, two] = await rows(envelopeId);
    const { seal } = await made.services.db.envelope.findUniqueOrThrow({ where: { id: envelopeId } });
    const documents = [one, two].map((row) => parseAddendum(row?.document ?? new Uint8Array()));
    expect(documents.map(({ number, follows }) => [number, follows])).toEqual([
      [1, await documentDigest(seal ?? new Uint8Array())],
      [2, first.digest],
    ]);
    expect(second.digest).toBe(await documentDigest(two?.document ?? new Uint8Array()));
    expect(documents.map(({ at }) => at)).toEqual([first, second].map(({ at }) => at.toISOString()));
    const addressHash = await saltedHash(anne.actor.email, one?.authorSalt ?? new Uint8Array());
    expect(documents.map(({ author }) => author)).toEqual([
      { label: anne.actor.displayName, addressHash },
      null,
    ]);

    const step = async () => (await verified(reference)).steps.find((one) => one.step === 'addenda');
    expect(await step()).toMatchObject({ state: 'pending', code: 'timestamp-pending' });
    expect(await world.jobsOf('timestamp', envelopeId)).toHaveLength(3);
    for (const addendum of [1, 2]) await obtainAddendumTimestamp(made.services, { envelopeId, addendum });
    expect(await step()).toMatchObject({
      state: 'verified',
      facts: { addenda: 2, availableUntil: until(2).toISOString() },
    });
    const stamps = async () => (await rows(envelopeId)).map((row) => row.timestampResponse);
    const before = await stamps();
    await obtainAddendumTimestamp(made.services, { envelopeId, addendum: 1 });
    expect(await stamps()).toEqual(before);
  });

  test('written at once by many have numbers without a hole, and one order in documents, rows and entries', async () => {
    const { envelopeId } = await sealed();
    await Promise.all(Array.from({ length: 12 }, (_, index) => prolong(envelopeId, until(index))));
    const found = await rows(envelopeId);
    expect(found.map(({ number }) => number)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
    const entries = await made.services.db.auditEntry.findMany({
      where: { envelopeId, event: 'SentEnvelopeOpened' },
      orderBy: { id: 'asc' },
    });
    const digests = await Promise.all(found.map(({ document }) => documentDigest(document)));
    expect(entries.map(({ detail }) => (detail as { addendum: string }).addendum)).toEqual(digests);
    for (const [index, { at }] of found.entries())
      expect(at.getTime()).toBeLessThanOrEqual(entries[index]?.occurredAt.getTime() ?? 0);
    const last = parseAddendum(found.at(-1)?.document ?? new Uint8Array());
    const { accessUntil } = await made.services.db.envelope.findUniqueOrThrow({ where: { id: envelopeId } });
    expect(last.changes).toEqual([{ kind: 'available-until', until: accessUntil?.toISOString() }]);
  });

  test('that a reader would refuse are not written', async () => {
    const { envelopeId } = await sealed();
    const { seal } = await made.services.db.envelope.findUniqueOrThrow({ where: { id: envelopeId } });
    const [present = ''] = parseSeal(seal ?? new Uint8Array()).recipientHashes;
    const attempt = (changes: AddendumChange[]) =>
      made.services.db.$transaction((tx) =>
        appendAddendum(made.services, tx, { envelopeId, author: anne.actor, changes }),
      );
    await expect(attempt([{ kind: 'recipient-added', recipientHash: present }])).rejects.toThrow();
    await expect(attempt([{ kind: 'recipient-withdrawn', recipientHash: 'a'.repeat(64) }])).rejects.toThrow();
    await expect(attempt([])).rejects.toThrow();
    expect(await rows(envelopeId)).toEqual([]);
  });

  test('are changed, doubled and deleted by no statement of the application, but for a timestamp once', async () => {
    const { envelopeId } = await sealed();
    await prolong(envelopeId, until(1));
    const refused = (sql: string) =>
      expect(app.query(sql, [envelopeId]), sql).rejects.toMatchObject({ code: '42501' });
    for (const change of [
      'number = 2',
      `document = document || '\\x20'`,
      `signature = 'x'`,
      `sealing_key_id = 'x'`,
      `batch_place = '{}'`,
      `author_address = 'x@y.example'`,
      `author_salt = '\\x00'`,
      `at = at - interval '1 day'`,
    ])
      await refused(`UPDATE addenda SET ${change} WHERE envelope_id = $1`);
    await refused('DELETE FROM addenda WHERE envelope_id = $1');
    await app.query(`UPDATE addenda SET timestamp_response = '\\x01' WHERE envelope_id = $1`, [envelopeId]);
    await refused(`UPDATE addenda SET timestamp_response = '\\x02' WHERE envelope_id = $1`);
    await superuser.query('DELETE FROM addenda WHERE envelope_id = $1', [envelopeId]);
  });

  test.each([
    ['access_until', `UPDATE envelopes SET access_until = access_until + interval '1 day' WHERE id = $1`],
    ['taken_back_at', 'UPDATE envelopes SET taken_back_at = now() WHERE id = $1'],
    ['withdrawn_at', 'UPDATE recipients SET withdrawn_at = now() WHERE envelope_id = $1'],
    ['addenda', `UPDATE addenda SET document = document || '\\x20' WHERE envelope_id = $1`],
    ['addenda', 'DELETE FROM addenda WHERE envelope_id = $1 AND number = 2'],
    [
      'addenda',
      `INSERT INTO addenda SELECT envelope_id, 3, document, signature, sealing_key_id, batch_place, author_address, author_salt, at
       FROM addenda WHERE envelope_id = $1 AND number = 2`,
    ],
  ])(
    'and a row that does not say what they do is named by the self-check and opened to nobody: %s, %s',
    async (column, sql) => {
      const { envelopeId, reference } = await sealed();
      await prolong(envelopeId, until(1));
      await prolong(envelopeId, until(2));
      const named = async () =>
        (await verifyLog(made.services)).faults.filter(
          (fault) => 'envelopeId' in fault && fault.envelopeId === envelopeId,
        );
      expect(await named()).toEqual([]);
      await superuser.query(sql, [envelopeId]);
      expect(await named()).toMatchObject([{ kind: 'sealed-row-edited', columns: [column] }]);
      await expect(open(reference)).rejects.toMatchObject({ name: 'SealedRowChanged' });
    },
  );
});
