import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { buildAddendum, encodeAddendum } from '../../../lib/envelope-format/addendum';
import { documentDigest } from '../../../lib/envelope-format/envelope-state';
import { recipientHash } from '../../../lib/envelope-format/salted-hash';
import { buildSeal, encodeSeal } from '../../../lib/envelope-format/seal';
import { buildSeal2 } from '../../../lib/envelope-format/seal-2';
import { summarySelect } from '../../../lib/mailbox/letter-summary';
import { isAsSealed } from '../../../lib/sealed-rows/is-as-sealed';

const sha256 = 'a'.repeat(64);

/** An envelope with one attachment and its two recipients, as their rows say it. */
async function sealed() {
  const recipients = ['paul@cabinet.example', 'jeanne@cabinet.example'].map((address) => ({
    address,
    kind: 'to' as const,
    name: null,
    salt: new Uint8Array(randomBytes(32)),
    withdrawnAt: null as Date | null,
  }));
  const id = randomUUID();
  const sealedAt = new Date('2026-11-29T10:00:00.000Z');
  const expiresAt = new Date('2027-02-27T10:00:00.000Z');
  const segments = [{ ciphertextBytes: 178, sha256 }];
  const seal = encodeSeal(
    buildSeal({
      envelopeId: id,
      sender: { address: 'anne@hopital.example', name: 'Anne', organisation: 'Hôpital' },
      recipientHashes: await Promise.all(recipients.map(({ address, salt }) => recipientHash(address, salt))),
      manifest: { ciphertextBytes: 178, sha256 },
      parts: [
        { id: randomUUID(), kind: 'body', segments },
        { id: randomUUID(), kind: 'attachment', segments },
      ],
      sealedAt,
      expiresAt,
    }),
  );
  const envelope = {
    id,
    senderAddress: 'anne@hopital.example',
    senderName: 'Anne',
    sealedAt,
    expiresAt,
    accessUntil: expiresAt,
    releaseAt: sealedAt,
    takenBackAt: null as Date | null,
    attachmentCount: 1,
    attachmentBytes: 100n,
    title: null,
    titleSalt: null,
    seal: seal as Uint8Array | null,
    addenda: [] as { document: Uint8Array }[],
  };
  return { envelope, recipients };
}

/** What lists and status select of a letter that `isAsSealed` compares with nothing. */
const notCompared: Readonly<Record<string, string>> = {
  organisationId: 'is not shown: it says who may see, which the queries decide',
  sealedTitle:
    'sealed for its letter by the application; the daily check holds the title in it against the seal',
  title: 'of letters of version 1, whose seal commits to no title; nothing of it is shown any more',
  titleSalt: 'compared with the title',
  releaseAt: 'compared where a seal of version 2 says it, as the test of a chosen time shows',
  addenda:
    'compared by what they come to: accessUntil, takenBackAt; none left out is their chain’s and the log’s',
};

type Envelope = Awaited<ReturnType<typeof sealed>>['envelope'];

/** One row a column, in which that column alone says something else. */
function otherwise(envelope: Envelope): [string, Partial<Envelope>][] {
  return Object.entries(envelope)
    .filter(([column]) => !(column in notCompared))
    .map(([column, value]) => [column, { [column]: other(value) }]);
}

function other(value: unknown): unknown {
  if (value === null) return new Date('2027-03-01T10:00:00.000Z');
  if (value instanceof Date) return new Date(value.getTime() + 86_400_000);
  if (value instanceof Uint8Array) return null;
  if (typeof value === 'string') return `${value}x`;
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'bigint') return value + 1n;
  if (typeof value === 'boolean') return !value;
  throw new Error(`no other value of a ${typeof value} is known to this test`);
}

describe('a row is shown in a list as true', () => {
  test('when seal and addenda say the same, and only then: each column alone', async () => {
    const { envelope, recipients } = await sealed();
    expect(await isAsSealed(envelope, recipients, true)).toBe(true);
    for (const [column, changed] of otherwise(envelope))
      expect(await isAsSealed({ ...envelope, ...changed }, recipients, true), column).toBe(false);
    const unreadable = { ...envelope, addenda: [{ document: new Uint8Array([1]) }] };
    expect(await isAsSealed(unreadable, recipients, true)).toBe(false);
    expect(await isAsSealed({ ...envelope, seal: new Uint8Array([1]) }, recipients, true)).toBe(false);
  });

  test('when it waits for the time that its seal says, and for no other', async () => {
    const { envelope } = await sealed();
    const segment = { ciphertextBytes: 178, sha256 };
    const releaseAt = new Date('2026-12-01T07:00:00.000Z');
    const seal = encodeSeal(
      buildSeal2({
        envelopeId: envelope.id,
        sender: { address: 'anne@hopital.example', name: 'Anne', organisation: 'Hôpital' },
        author: { label: 'Anne', addressHash: sha256 },
        inNameOf: null,
        origin: 'browser',
        encryptedOn: 'device',
        inReplyTo: null,
        forwards: [],
        titleHash: sha256,
        recipientHashes: [sha256],
        manifest: segment,
        parts: [
          { id: randomUUID(), kind: 'body', segments: [segment] },
          { id: randomUUID(), kind: 'attachment', segments: [segment] },
        ],
        sealedAt: envelope.sealedAt,
        expiresAt: envelope.expiresAt,
        more: { releaseAt: releaseAt.toISOString() },
      }),
    );
    const row = { ...envelope, seal, releaseAt };
    expect(await isAsSealed(row, [], false)).toBe(true);
    for (const other of [envelope.sealedAt, new Date(releaseAt.getTime() - 1), null])
      expect(await isAsSealed({ ...row, releaseAt: other }, [], false), String(other)).toBe(false);
  });

  test('in each column that lists and status select, or it is said why not', async () => {
    const { envelope } = await sealed();
    const compared = otherwise(envelope).map(([column]) => column);
    expect([...compared, ...Object.keys(notCompared)].sort()).toEqual(Object.keys(summarySelect).sort());
  });

  test('for its recipients: none changed, put in, taken out, doubled or withdrawn behind our back', async () => {
    const { envelope, recipients } = await sealed();
    const [paul, jeanne] = recipients;
    if (!paul || !jeanne) throw new Error('two recipients were made');
    const eve = { ...paul, address: 'eve@cabinet.example' };
    const rows = [
      [eve, jeanne],
      [paul, jeanne, eve],
      [paul],
      [paul, paul],
      [{ ...paul, withdrawnAt: new Date() }, jeanne],
      [{ ...paul, salt: new Uint8Array(32) }, jeanne],
    ];
    for (const [at, row] of rows.entries())
      expect([at, await isAsSealed(envelope, row, true)]).toEqual([at, false]);
    expect(await isAsSealed(envelope, [paul], false), 'one of several, in an inbox').toBe(true);
    expect(await isAsSealed(envelope, [eve], false)).toBe(false);
  });

  test('after an addendum when the row has followed it', async () => {
    const { envelope, recipients } = await sealed();
    const until = new Date('2027-03-29T10:00:00.000Z');
    const document = encodeAddendum(
      buildAddendum({
        envelopeId: envelope.id,
        number: 1,
        follows: await documentDigest(envelope.seal ?? new Uint8Array()),
        at: new Date('2026-11-30T10:00:00.000Z'),
        author: null,
        changes: [{ kind: 'available-until', until: until.toISOString() }],
      }),
    );
    const after = { ...envelope, addenda: [{ document }] };
    expect(await isAsSealed(after, recipients, true)).toBe(false);
    expect(await isAsSealed({ ...after, accessUntil: until }, recipients, true)).toBe(true);
  });

  test('for a page of fifty in less than 20 ms of processor time', async () => {
    const page = await Promise.all(Array.from({ length: 50 }, sealed));
    const once = async () => {
      const before = process.cpuUsage();
      await Promise.all(page.map(({ envelope, recipients }) => isAsSealed(envelope, recipients, true)));
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1_000;
    };
    const taken: number[] = [];
    for (let i = 0; i < 10; i++) taken.push(await once());
    expect(Math.min(...taken)).toBeLessThan(20);
  });
});
