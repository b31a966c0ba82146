import pg from 'pg';
import { describe, expect, test } from 'vitest';
import type { Actor } from '../../lib/access/actor';
import { partsOf } from '../../lib/envelope-format/manifest';
import { openSegment } from '../../lib/envelope-format/open-segment';
import { keysOfParts } from '../../lib/envelope-format/part-key';
import { recipientHash2 } from '../../lib/envelope-format/salted-hash';
import { parseSeal } from '../../lib/envelope-format/seal';
import { openSentEnvelope } from '../../lib/open/open-sent-envelope';
import { recordPartDownload } from '../../lib/open/record-part-download';
import { renewReceivedRequests, renewSentRequests } from '../../lib/open/renew-requests';
import { client, guestAddress, withOpenings } from '../support/opening-world';
import { addGuest, sealLetter } from '../support/sealed-world';
import { verifiedOpening } from '../support/verified-opening';

const bytes = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));

describe('opening', () => {
  const { database, made, people, letterTo, entries, open } = withOpenings();

  test('the addressee gets the key that decrypts what is stored, and everything a browser verifies', async () => {
    const { reader } = people;
    const letter = await letterTo(reader);
    const recipient = letter.recipients[reader.actor.email];
    const answer = await open(reader.actor, recipient?.reference ?? '');
    expect(bytes(answer.contentKey)).toEqual(letter.contentKey);
    const seal = parseSeal(bytes(answer.seal));
    expect(Object.keys(answer.objects).sort()).toEqual(
      [seal.manifest, ...seal.parts.flatMap((part) => part.segments)].map((s) => s.sha256).sort(),
    );
    const digest = seal.parts[0]?.segments[0]?.sha256 ?? '';
    const stored: Uint8Array[] = [];
    const object = await made.services.objectStore.get({ partId: letter.parts.body, sha256: digest });
    for await (const chunk of object.body) stored.push(chunk);
    const { verified } = await verifiedOpening(made.services, answer);
    if (!verified) throw new Error('not verified');
    const [body] = partsOf(verified.manifest);
    const [segment] = body?.segments ?? [];
    if (!body || !segment) throw new Error('no body');
    const keyOf = await keysOfParts(bytes(answer.contentKey), verified.manifest);
    expect(await openSegment(await keyOf(body), segment, Buffer.concat(stored))).toEqual(letter.body);
    expect(answer.recipient?.address).toBe(reader.actor.email);
    expect(seal.recipientHashes).toContain(
      await recipientHash2(
        { address: reader.actor.email, kind: 'to', name: '' },
        bytes(answer.recipient?.salt ?? ''),
      ),
    );
    expect(answer.timestampResponse).toBeNull();
    expect(answer.timestampRoots).toContain('BEGIN CERTIFICATE');
  });

  test('one ContentHandover an opening, readable by both organisations; the first opening is the one that is shown', async () => {
    const { sender, reader } = people;
    const letter = await letterTo(reader);
    const { reference = '', id = '' } = letter.recipients[reader.actor.email] ?? {};
    await Promise.all([
      open(reader.actor, reference),
      open(reader.actor, reference),
      open(reader.actor, reference),
    ]);
    const first = await database.db.recipient.findUniqueOrThrow({ where: { id } });
    await open(reader.actor, reference);
    expect(await database.db.recipient.findUniqueOrThrow({ where: { id } })).toEqual(first);
    const written = await entries(letter.envelopeId);
    expect(written.map((entry) => entry.event)).toEqual(Array(4).fill('ContentHandover'));
    expect(written.filter((entry) => JSON.stringify(entry.detail) === '{"first":true}')).toHaveLength(1);
    for (const entry of written) {
      expect(entry).toMatchObject({
        actorAddress: reader.actor.email,
        recipientAddress: reader.actor.email,
        clientAddress: client.address,
      });
      expect(entry.visibility.map((one) => one.organisationId).sort()).toEqual(
        [sender.actor.organisationId, reader.actor.organisationId].sort(),
      );
    }
  });

  test('if the audit entry cannot be written, no key leaves and nothing is noted as opened', async () => {
    const { reader } = people;
    const letter = await letterTo(reader);
    const { reference = '', id = '' } = letter.recipients[reader.actor.email] ?? {};
    const connection = new pg.Client({ connectionString: database.ownerUrl });
    await connection.connect();
    await connection.query('ALTER TABLE audit_visibility ADD CONSTRAINT no_more CHECK (false) NOT VALID');
    try {
      await expect(open(reader.actor, reference)).rejects.toThrow();
    } finally {
      await connection.query('ALTER TABLE audit_visibility DROP CONSTRAINT no_more');
      await connection.end();
    }
    expect((await database.db.recipient.findUniqueOrThrow({ where: { id } })).openedAt).toBeNull();
    expect(await entries(letter.envelopeId)).toEqual([]);
  });

  test('a guest opens what was sent to the proven address and nothing else', async () => {
    const { reader } = people;
    const letter = await letterTo(guestAddress, reader);
    const guest = await addGuest(made.services, guestAddress);
    const other = await addGuest(made.services, 'patiente@exterieur.example');
    expect(bytes((await open(guest, letter.recipients[guestAddress]?.reference ?? '')).contentKey)).toEqual(
      letter.contentKey,
    );
    for (const [actor, address] of [
      [other, guestAddress],
      [guest, reader.actor.email],
    ] as const) {
      await expect(open(actor, letter.recipients[address]?.reference ?? '')).rejects.toMatchObject({
        code: 'not-found',
      });
    }
  });

  test("somebody else's session is answered as if there were nothing, and the refusal is an entry", async () => {
    const { sender, colleague, reader, stranger } = people;
    const letter = await letterTo(reader);
    const reference = letter.recipients[reader.actor.email]?.reference ?? '';
    for (const actor of [stranger.actor, sender.actor, colleague.actor, { kind: 'anonymous' } as const]) {
      await expect(open(actor, reference)).rejects.toMatchObject({ code: 'not-found' });
      await expect(renewReceivedRequests(made.services, { actor, reference })).rejects.toMatchObject({
        code: 'not-found',
      });
    }
    await expect(open(reader.actor, 'A'.repeat(32))).rejects.toMatchObject({ code: 'not-found' });
    const written = await entries(letter.envelopeId);
    expect(written.map((entry) => entry.event)).toEqual(Array(4).fill('OpeningRefused'));
    expect((await database.db.recipient.findFirstOrThrow({ where: { reference } })).openedAt).toBeNull();
  });

  test('an expired envelope stays closed to its recipient and open to its sender', async () => {
    const { sender, reader } = people;
    const letter = await sealLetter(made.services, sender, [{ who: reader }], {
      expiresAt: new Date(Date.now() - 1_000),
    });
    const reference = letter.recipients[reader.actor.email]?.reference ?? '';
    await expect(open(reader.actor, reference)).rejects.toMatchObject({ code: 'expired' });
    const sent = { actor: sender.actor, envelopeId: letter.envelopeId };
    const answer = await openSentEnvelope(made.services, { ...sent, client });
    expect(bytes(answer.contentKey)).toEqual(letter.contentKey);
    expect(answer.recipient).toBeNull();
    expect(Object.keys((await renewSentRequests(made.services, sent)).objects)).toEqual(
      Object.keys(answer.objects),
    );
    expect((await entries(letter.envelopeId)).map((entry) => entry.event)).toEqual([
      'OpeningRefused',
      'SentEnvelopeOpened',
    ]);
  });

  test('a sent envelope opens for members of the sending mailbox only', async () => {
    const { colleague, reader, stranger } = people;
    const letter = await letterTo(reader);
    for (const { actor } of [colleague, reader, stranger]) {
      const input = { actor, client, envelopeId: letter.envelopeId };
      await expect(openSentEnvelope(made.services, input)).rejects.toMatchObject({ code: 'not-found' });
      await expect(renewSentRequests(made.services, input)).rejects.toMatchObject({ code: 'not-found' });
    }
    expect(await entries(letter.envelopeId)).toEqual([]);
  });

  test('a blind copy is never named to another reader', async () => {
    const { sender, reader, stranger } = people;
    const letter = await sealLetter(made.services, sender, [
      { who: reader, kind: 'to' },
      { who: stranger, kind: 'cc' },
      { who: guestAddress, kind: 'bcc' },
    ]);
    const answer = await open(reader.actor, letter.recipients[reader.actor.email]?.reference ?? '');
    expect(answer.to.map((one) => one.address)).toEqual([reader.actor.email]);
    expect(answer.cc.map((one) => one.address)).toEqual([stranger.actor.email]);
    expect(JSON.stringify(answer)).not.toContain(guestAddress);
  });

  test('whoever is named to a reader comes with the salt that proves his place in the seal', async () => {
    const { sender, reader, stranger } = people;
    const letter = await sealLetter(made.services, sender, [
      { who: reader, kind: 'to' },
      { who: stranger, kind: 'cc' },
      { who: guestAddress, kind: 'bcc' },
    ]);
    const answer = await open(reader.actor, letter.recipients[reader.actor.email]?.reference ?? '');
    const { recipientHashes } = parseSeal(bytes(answer.seal));
    const named = [
      ...answer.to.map((one) => ({ ...one, kind: 'to' as const })),
      ...answer.cc.map((one) => ({ ...one, kind: 'cc' as const })),
    ];
    const hashes = await Promise.all(
      named.map(({ salt, address, kind, name }) =>
        recipientHash2({ address, kind, name: name ?? '' }, bytes(salt)),
      ),
    );
    expect(hashes.filter((hash) => recipientHashes.includes(hash))).toHaveLength(2);
  });

  test('a key packet moved here from another envelope yields a key that opens neither', async () => {
    const { reader, stranger } = people;
    const [mine, theirs] = [await letterTo(reader), await letterTo(stranger)];
    const seedOf = await database.db.envelopeKey.findFirstOrThrow({
      where: { envelopeId: theirs.envelopeId },
    });
    // A sealed row refuses the change, so the attacker of this test owns the database.
    const connection = new pg.Client({ connectionString: database.ownerUrl });
    await connection.connect();
    await connection.query('ALTER TABLE envelope_keys DISABLE TRIGGER envelope_keys_sealed_immutable');
    await connection.query('UPDATE envelope_keys SET packet = $1 WHERE envelope_id = $2', [
      seedOf.packet,
      mine.envelopeId,
    ]);
    await connection.query('ALTER TABLE envelope_keys ENABLE TRIGGER envelope_keys_sealed_immutable');
    await connection.end();
    const answer = await open(reader.actor, mine.recipients[reader.actor.email]?.reference ?? '');
    expect(bytes(answer.contentKey)).not.toEqual(theirs.contentKey);
    expect(bytes(answer.contentKey)).not.toEqual(mine.contentKey);
  });

  test('a whole download is noted once a file and recipient, and only of a file of this envelope that was opened', async () => {
    const { reader, stranger } = people;
    const letter = await letterTo(reader);
    const other = await letterTo(reader);
    const reference = letter.recipients[reader.actor.email]?.reference ?? '';
    const note = (partId: string, actor: Actor = reader.actor) =>
      recordPartDownload(made.services, { actor, client, reference, partId });
    await expect(note(letter.parts.attachment)).rejects.toMatchObject({ code: 'not-found' });
    await open(reader.actor, reference);
    await Promise.all([note(letter.parts.attachment), note(letter.parts.attachment)]);
    await note(letter.parts.attachment);
    await expect(note(letter.parts.body)).rejects.toMatchObject({ code: 'not-found' });
    await expect(note(other.parts.attachment)).rejects.toMatchObject({ code: 'not-found' });
    await expect(note(letter.parts.attachment, stranger.actor)).rejects.toMatchObject({ code: 'not-found' });
    const written = (await entries(letter.envelopeId)).map((entry) => entry.event);
    expect(written).toEqual(['ContentHandover', 'PartDownloaded']);
  });
});
