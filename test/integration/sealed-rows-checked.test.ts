import { execFileSync } from 'node:child_process';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { envelopeStatus } from '../../lib/delivery/envelope-status';
import { issueEvidence } from '../../lib/evidence/issue-evidence';
import { fetchLink } from '../../lib/open/fetch-link';
import { openEnvelope } from '../../lib/open/open-envelope';
import { obtainTimestamp } from '../../lib/seal/obtain-timestamp';
import { checkLog } from '../../lib/transparency-log/check-log';
import { verifyLog } from '../../lib/transparency-log/verify-log';
import { blobSource } from '../../lib/verify/file-source';
import { openZip } from '../../lib/verify/read-zip';
import { withTestDatabase } from '../support/database';
import { makeDraft, requestFor, storeLetter } from '../support/draft-world';
import { sealWorld, to } from '../support/seal-world';
import { addGuest, type Person, withTestServices } from '../support/sealed-world';
import { testClient } from '../support/test-client';

/** As the database's superuser, with every trigger off. */
describe('a sealed row that a superuser changed', () => {
  const database = withTestDatabase();
  const made = withTestServices(database);
  const world = sealWorld(made);
  const guestAddress = 'invite@ailleurs.example';
  let superuser: pg.Client;
  let anne: Person;
  let envelopeId: string;
  let guest: Awaited<ReturnType<typeof addGuest>>;
  let reference: string;
  let recipientId: string;
  beforeAll(async () => {
    const { services, anne: author } = await world.world();
    anne = author;
    guest = await addGuest(services, guestAddress);
    const draft = await makeDraft(services, anne);
    envelopeId = draft.envelopeId;
    const letter = await storeLetter(services, draft);
    await world.seal(draft, await requestFor(draft, letter, to(guestAddress)));
    const recipient = await services.db.recipient.findFirstOrThrow({ where: { envelopeId } });
    ({ reference, id: recipientId } = recipient);
    await openEnvelope(services, { actor: guest, client: testClient, reference });
    await obtainTimestamp(services, { envelopeId });
    await checkLog(services, { requestedBy: null });
    superuser = new pg.Client({ connectionString: database.ownerUrl });
    await superuser.connect();
    await superuser.query('SET session_replication_role = replica');
  });
  afterAll(() => superuser.end());

  /** Changes rows, does it, and puts back the copies made before. */
  async function tampered<T>(sql: string, work: () => Promise<T>): Promise<T> {
    await superuser.query('CREATE TABLE kept_e AS TABLE envelopes; CREATE TABLE kept_r AS TABLE recipients');
    try {
      const { rowCount } = await superuser.query(sql, [envelopeId]);
      expect(rowCount).toBeGreaterThan(0);
      return await work();
    } finally {
      await superuser.query(`DELETE FROM recipients; DELETE FROM envelopes;
        INSERT INTO envelopes SELECT * FROM kept_e; INSERT INTO recipients SELECT * FROM kept_r; DROP TABLE kept_e, kept_r`);
    }
  }

  const onEnvelope: [column: string, sql: string][] = [
    ['sender_address', `sender_address = 'autre@example.org'`],
    ['sender_name', `sender_name = 'Quelqu’un d’autre'`],
    ['sealed_at', `sealed_at = sealed_at - interval '1 day'`],
    ['expires_at', `expires_at = expires_at + interval '1 day'`],
    ['attachment_count', 'attachment_count = attachment_count + 1'],
    ['attachment_bytes', 'attachment_bytes = attachment_bytes + 1'],
    ['seal', `seal = overlay(seal PLACING 'f' FROM position('"envelopeId":"'::bytea IN seal) + 14 FOR 1)`],
  ];

  test('nothing is found where nothing was changed', async () => {
    const { faults } = await verifyLog(made.services);
    expect(faults).toEqual([]);
  });

  test.each(onEnvelope)(
    'in its %s is named by the self-check, and shown, opened and proved to nobody',
    async (column, set) => {
      await tampered(`UPDATE envelopes SET ${set} WHERE id = $1`, async () => {
        const { faults } = await verifyLog(made.services);
        expect(faults).toContainEqual({
          kind: 'sealed-row-edited',
          index: null,
          envelopeId,
          columns: [column],
        });
        const input = { actor: guest, client: testClient, reference };
        const subject = { as: 'sender', envelopeId } as const;
        for (const shown of [
          () => fetchLink(made.services, input),
          () => openEnvelope(made.services, input),
          () => envelopeStatus(made.services, anne.actor, envelopeId),
          () =>
            issueEvidence(made.services, { actor: anne.actor, client: testClient, locale: 'fr', subject }),
        ])
          await expect(shown()).rejects.toMatchObject({ name: 'SealedRowChanged' });
      });
    },
  );

  test.each([
    [
      'sealed_title',
      `UPDATE envelopes SET sealed_title = set_byte(sealed_title, 20, get_byte(sealed_title, 20) # 1) WHERE id = $1`,
      'edited',
    ],
    [
      'timestamped_at',
      `UPDATE envelopes SET timestamped_at = timestamped_at - interval '1 day' WHERE id = $1`,
      'edited',
    ],
    [
      'opened_at',
      `UPDATE recipients SET opened_at = opened_at - interval '1 day' WHERE envelope_id = $1`,
      'edited',
    ],
    [
      'seal', // in the hash of its author's address, which no row repeats: a reader's check of the signature refuses it besides
      'UPDATE envelopes SET seal = set_byte(seal, 40, get_byte(seal, 40) # 1) WHERE id = $1',
      'edited',
    ],
    ['opened_at', 'UPDATE recipients SET opened_at = NULL WHERE envelope_id = $1', 'edited'],
    ['address', `UPDATE recipients SET address = 'autre@example.org' WHERE envelope_id = $1`, 'added'],
    [
      'salt',
      'UPDATE recipients SET salt = set_byte(salt, 3, get_byte(salt, 3) # 1) WHERE envelope_id = $1',
      'added',
    ],
    ['recipients', 'DELETE FROM recipients WHERE envelope_id = $1', 'deleted'],
  ])('in %s is named by the self-check', async (column, sql, what) => {
    await tampered(sql, async () => {
      const { faults } = await verifyLog(made.services);
      const named = faults.find(({ kind }) => kind === `sealed-row-${what}`);
      expect(named?.envelopeId).toBe(envelopeId);
      expect(named?.columns).toContain(column);
      if (what !== 'deleted') expect(named?.recipientId ?? recipientId).toBe(recipientId);
    });
  });

  test('that is gone altogether is named by the self-check', async () => {
    await tampered('DELETE FROM envelopes WHERE id = $1', async () => {
      const { faults } = await verifyLog(made.services);
      expect(faults).toContainEqual({ kind: 'sealed-row-deleted', index: null, envelopeId, columns: [] });
    });
  });

  test('a receipt repeats no time or address that a row says and neither seal, token nor log; none is made over another title', async () => {
    const receipt = async () => {
      const subject = { as: 'sender', envelopeId } as const;
      const issued = await issueEvidence(made.services, {
        actor: anne.actor,
        client: testClient,
        locale: 'fr',
        subject,
      });
      const zip = await openZip(blobSource(await new Response(issued.body).blob()), {
        files: 1_000,
        fileBytes: 1e8,
        totalBytes: 1e8,
      });
      const pdf = Buffer.from(await zip.read('receipt.pdf'));
      return execFileSync('pdftotext', ['-layout', '-', '-'], { input: pdf, encoding: 'utf8' });
    };
    const { timestampedAt } = await made.services.db.envelope.findUniqueOrThrow({
      where: { id: envelopeId },
    });
    const year = String(timestampedAt?.getUTCFullYear());
    expect(await receipt()).toContain(guestAddress);
    await tampered(
      `WITH e AS (UPDATE envelopes SET timestamped_at = '1999-01-01' WHERE id = $1 RETURNING id)
       UPDATE recipients r SET address = 'inventee@example.org' FROM e WHERE r.envelope_id = e.id`,
      async () => {
        const text = await receipt();
        expect(text).not.toMatch(/inventee|1999/);
        expect(text).toContain(year);
      },
    );
    await tampered(
      `UPDATE envelopes SET title = 'Titre inventé', sealed_title = convert_to('Titre inventé', 'UTF8') WHERE id = $1`,
      () => expect(receipt()).rejects.toMatchObject({ name: 'SealedRowChanged' }),
    );
  });
});
