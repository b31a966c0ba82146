import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { changeAvailability } from '../../lib/amend/change-availability';
import { withdrawAccess } from '../../lib/amend/withdraw-access';
import { createDraft } from '../../lib/draft/create-draft';
import { discardDraft } from '../../lib/draft/discard-draft';
import { nameParts } from '../../lib/draft/name-parts';
import { currentVaultKey } from '../../lib/envelope/vault-key';
import { sealRequest } from '../../lib/envelope/wire';
import { encryptSegment } from '../../lib/envelope-format/encrypt-segment';
import { partsOf } from '../../lib/envelope-format/manifest';
import type { ManifestPart2 } from '../../lib/envelope-format/manifest-2';
import { openSegment } from '../../lib/envelope-format/open-segment';
import { keysOfParts, partKeysOf } from '../../lib/envelope-format/part-key';
import { openEnvelope } from '../../lib/open/open-envelope';
import { renewReceivedRequests } from '../../lib/open/renew-requests';
import { sweepVault } from '../../lib/retention/sweep-vault';
import { sealEnvelope } from '../../lib/seal/seal-envelope';
import { toBase64 } from '../../lib/transfer/base64';
import { bodyPart } from '../../lib/writing/describe-part';
import { draftRequestOf } from '../../lib/writing/draft-request';
import { newLetterKeys } from '../../lib/writing/new-letter';
import { sealRequestOf } from '../../lib/writing/seal-request';
import { writeSmallPart } from '../../lib/writing/write-small-part';
import { withTestDatabase } from '../support/database';
import { runs } from '../support/runs';
import { sealWorld, to } from '../support/seal-world';
import { addOrganisation, addPerson, type Person, withTestServices } from '../support/sealed-world';
import { testClient } from '../support/test-client';
import { verifiedOpening } from '../support/verified-opening';
import { writeLetter } from '../support/written-letter';

const database = withTestDatabase();
const under = withTestServices(database);
const { world } = sealWorld(under);
const notFound = { code: 'not-found' };

async function draftOf(author: Person) {
  const envelopeId = uuidv7();
  const keys = await newLetterKeys(envelopeId, (await currentVaultKey(under.services)).publicKey);
  await createDraft(under.services, author.actor, { envelopeId, ...draftRequestOf(author.mailboxId, keys) });
  return { envelopeId, ...keys };
}

async function sent(author: Person, recipient: Person, file = randomBytes(50)) {
  const { services } = under;
  const letter = await writeLetter(services, author, to(recipient.actor.email), { files: [file] });
  const { envelopeId, request } = letter;
  await sealEnvelope(services, author.actor, { envelopeId, client: testClient, request });
  const { id, reference } = await services.db.recipient.findFirstOrThrow({ where: { envelopeId } });
  return { envelopeId, author, fileId: letter.parts[1] ?? '', recipientId: id, reference, file };
}

/** What was received goes on to somebody else, as a program does it: the file named, its key wrapped anew. */
async function forward(from: Awaited<ReturnType<typeof sent>>, author: Person, recipient: Person) {
  const { services } = under;
  const opened = await openEnvelope(services, {
    actor: author.actor,
    client: testClient,
    reference: from.reference,
  });
  const { verified } = await verifiedOpening(services, opened);
  if (verified?.manifest.format !== 'pli-manifest-2') throw new Error('not verified');
  const file = verified.manifest.parts.find(({ id }) => id === from.fileId);
  if (!file) throw new Error('no file');
  const draft = await draftOf(author);
  await nameParts(services, author.actor, {
    envelopeId: draft.envelopeId,
    from: { reference: from.reference },
    parts: [file.id],
  });
  const theirs = await partKeysOf(new Uint8Array(Buffer.from(opened.contentKey, 'base64')));
  const ours = await partKeysOf(draft.contentKey);
  const wrappedKey = await ours.wrap(await theirs.unwrapBytes(file.wrappedKey));
  const body = await writeSmallPart(ours, uuidv7(), new TextEncoder().encode('<p>Pour information</p>'));
  const named: ManifestPart2 = { ...file, wrappedKey };
  const request = await sealRequestOf(
    {
      envelopeId: draft.envelopeId,
      mailboxId: author.mailboxId,
      fromAddress: author.actor.email,
      recipients: to(recipient.actor.email),
      title: 'Tr : Compte rendu',
      titleShown: true,
      forwards: [from.envelopeId],
      carried: [{ partId: body.stored.id, bytes: toBase64(body.ciphertext) }],
    },
    [bodyPart(body.stored), named],
    (plaintext) => encryptSegment(draft.contentKey, plaintext),
  );
  const { envelopeId } = draft;
  await sealEnvelope(services, author.actor, {
    envelopeId,
    client: testClient,
    request: sealRequest.parse(request),
  });
  const { id, reference } = await services.db.recipient.findFirstOrThrow({ where: { envelopeId } });
  return { author, envelopeId, fileId: file.id, recipientId: id, reference, file: from.file };
}

type Sent = Awaited<ReturnType<typeof sent>>;
const asSender = ({ author, envelopeId }: Sent) => ({ actor: author.actor, client: testClient, envelopeId });
const withdraw = (letter: Sent) =>
  withdrawAccess(under.services, { ...asSender(letter), recipientId: letter.recipientId });

/** Its time passes: the sender had chosen one that is over now. */
function expire(letter: Sent) {
  const yesterday = { now: () => new Date(Date.now() - 86_400_000) };
  const until = new Date(Date.now() - 3_600_000);
  return changeAvailability({ ...under.services, clock: yesterday }, { ...asSender(letter), until });
}

describe('a part that several letters name', () => {
  it('is read from the letter that it was forwarded in, though no byte of it was stored again', async () => {
    const { services, anne, paul, practice } = await world();
    const lise = await addPerson(services, practice, 'lise');
    const first = await sent(anne, paul);
    const second = await forward(first, paul, lise);
    const opened = await openEnvelope(services, {
      actor: lise.actor,
      client: testClient,
      reference: second.reference,
    });
    const { outcome, verified, fetchObject } = await verifiedOpening(services, opened);
    expect(outcome).toBe('verified');
    if (!verified) throw new Error('not verified');
    const [, file] = partsOf(verified.manifest);
    const [segment] = file?.segments ?? [];
    if (!file || !segment) throw new Error('no file');
    const keyOf = await keysOfParts(
      new Uint8Array(Buffer.from(opened.contentKey, 'base64')),
      verified.manifest,
    );
    const plaintext = await openSegment(await keyOf(file), segment, await fetchObject(segment));
    expect(Buffer.from(plaintext).equals(first.file)).toBe(true);
    const uses = await services.db.partUse.findMany({ where: { partId: first.fileId } });
    expect(uses.map(({ bytes }) => bytes > 0n)).toEqual([true, true]);
  });

  it('is named by nobody who may not open a letter that names it now, and everything else looks the same', async () => {
    const { services, anne, paul, hospital } = await world();
    const eve = await addPerson(services, hospital, 'eve');
    const letter = await sent(anne, paul);
    const name = async (who: Person, from: object, part = letter.fileId) => {
      const { envelopeId } = await draftOf(who);
      return nameParts(services, who.actor, {
        envelopeId,
        from: from as { reference: string },
        parts: [part],
      });
    };
    const { reference, envelopeId } = letter;
    await expect(name(eve, { reference })).rejects.toMatchObject(notFound);
    await expect(name(eve, { envelopeId })).rejects.toMatchObject(notFound);
    await expect(name(paul, { envelopeId })).rejects.toMatchObject(notFound);
    await expect(name(paul, { reference: 'A'.repeat(32) })).rejects.toMatchObject(notFound);
    await expect(name(paul, { reference }, uuidv7())).rejects.toMatchObject(notFound);
    expect((await name(anne, { envelopeId })).map(({ id }) => id)).toEqual([letter.fileId]);
    expect((await name(paul, { reference })).map(({ id }) => id)).toEqual([letter.fileId]);
    await withdraw(letter);
    await expect(name(paul, { reference })).rejects.toMatchObject(notFound);
  });

  it('stays for as long as something names it, and no longer', async () => {
    const { services, anne } = await world();
    const paul = await addPerson(services, await addOrganisation(services, 'Autre'), 'paul');
    const letter = await sent(anne, paul);
    const draft = await draftOf(paul);
    await nameParts(services, paul.actor, {
      envelopeId: draft.envelopeId,
      from: { reference: letter.reference },
      parts: [letter.fileId],
    });
    const isThere = async () => (await services.objectStore.list({ partId: letter.fileId })).size === 1;
    await services.db
      .$executeRaw`UPDATE part_uses SET released_at = now() WHERE envelope_id = ${letter.envelopeId}::uuid`;
    await sweepVault(services, letter);
    expect(await isThere()).toBe(true);
    await discardDraft(services, paul.actor, draft.envelopeId);
    await sweepVault(services, letter);
    expect(await isThere()).toBe(false);
  });

  it('gives a signed request, through any sequence of forwarding, withdrawal and expiry, to nobody who may open no letter that names it', async () => {
    const { services, anne, paul, practice } = await world();
    const lise = await addPerson(services, practice, 'lise');
    const people = [anne, paul, lise];
    const step = fc.record({
      what: fc.constantFrom('forward', 'withdraw', 'expire'),
      which: fc.nat(),
      who: fc.nat(2),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 5 }), async (steps) => {
        const letters = [{ ...(await sent(anne, paul)), reader: paul, open: true }];
        for (const { what, which, who } of steps) {
          const letter = letters[which % letters.length];
          const next = people[who];
          if (!letter || !next) continue;
          if (what === 'withdraw') await withdraw(letter);
          else if (what === 'expire') await expire(letter);
          if (what !== 'forward') letter.open = false;
          else if (letter.open && next !== letter.reader)
            letters.push({ ...(await forward(letter, letter.reader, next)), reader: next, open: true });
          else if (!letter.open) {
            const { envelopeId } = await draftOf(letter.reader);
            const named = nameParts(services, letter.reader.actor, {
              envelopeId,
              from: letter,
              parts: [letter.fileId],
            });
            await expect(named).rejects.toMatchObject(notFound);
          }
        }
        for (const { reference, reader, open } of letters) {
          const asked = renewReceivedRequests(services, { actor: reader.actor, reference });
          if (open) expect(Object.keys((await asked).objects).length).toBeGreaterThan(1);
          else
            await expect(asked).rejects.toMatchObject({
              code: expect.stringMatching(/^(withdrawn|expired)$/),
            });
          for (const other of people.filter((one) => one !== reader))
            await expect(
              renewReceivedRequests(services, { actor: other.actor, reference }),
            ).rejects.toMatchObject(notFound);
        }
      }),
      { numRuns: runs(8) },
    );
  });
});
