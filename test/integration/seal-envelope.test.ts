import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import type { Recipient } from '../../lib/db/generated/client';
import { buildBatch } from '../../lib/envelope-format/batch';
import { recipientHash2 } from '../../lib/envelope-format/salted-hash';
import { parseSeal } from '../../lib/envelope-format/seal';
import { verifySealSignature } from '../../lib/envelope-format/seal-signature';
import { shownTitle } from '../../lib/sealed-rows/sealed-title';
import { withTestDatabase } from '../support/database';
import { makeDraft, requestFor, storeLetter } from '../support/draft-world';
import { sealWorld, to } from '../support/seal-world';
import { addOrganisation, addPerson, withTestServices } from '../support/sealed-world';
import { testClient } from '../support/test-client';

const database = withTestDatabase();
const under = withTestServices(database);
const { world, seal, jobsOf } = sealWorld(under);

/** How a recipient stands in the commitment of the seal. */
const namedIn = ({ address, kind, name }: Pick<Recipient, 'address' | 'kind' | 'name'>) => ({
  address,
  kind,
  name: name ?? '',
});

describe('sealing', () => {
  it('writes a signed seal over exactly what is stored, recipients with links, audit entry and jobs', async () => {
    const { services, anne, paul, hospital, practice } = await world();
    const draft = await makeDraft(services, anne);
    const parts = await storeLetter(services, draft, [randomBytes(9_000_000), new Uint8Array(0)]);
    const askedAt = Date.now();
    const answer = await seal(
      draft,
      await requestFor(draft, parts, [
        ...to(paul.actor.email),
        { address: 'Guest@Elsewhere.Example', kind: 'cc', name: 'Un\r\nInvité' },
      ]),
    );
    expect(answer).toMatchObject({ envelopeId: draft.envelopeId, recipients: 2 });

    const envelope = await services.db.envelope.findUniqueOrThrow({
      where: { id: draft.envelopeId },
      include: { recipients: { orderBy: { kind: 'asc' } }, uses: { orderBy: { position: 'asc' } } },
    });
    expect(envelope).toMatchObject({
      state: 'sealed',
      senderAddress: anne.actor.email,
      title: null,
      attachmentCount: 2,
      attachmentBytes: 9_000_000n,
      draftCiphertext: null,
    });
    expect(envelope.uses.map(({ partId, position }) => [partId, position])).toEqual(
      parts.map(({ id }, index) => [id, index]),
    );

    const bytes = envelope.seal ?? new Uint8Array();
    const sealed = parseSeal(bytes);
    const [key] = services.keys.sealing;
    await verifySealSignature(
      (await buildBatch([bytes])).document,
      envelope.sealSignature ?? '',
      key?.publicKey ?? '',
    );
    expect(sealed).toMatchObject({
      envelopeId: draft.envelopeId,
      sender: { address: anne.actor.email, organisation: 'Hôpital' },
      manifest: { sha256: envelope.manifestSha256 },
      parts: parts.map(({ id, kind, segments }) => ({
        id,
        kind,
        segments: segments.map(({ sha256, ciphertextBytes }) => ({ sha256, ciphertextBytes })),
      })),
      sealedAt: answer.sealedAt,
      expiresAt: answer.expiresAt,
    });

    expect(shownTitle(services, envelope)).toBe('Compte rendu');
    const [first, second] = envelope.recipients;
    expect(first).toMatchObject({ address: paul.actor.email, mailboxId: paul.mailboxId, locale: 'fr' });
    expect(second).toMatchObject({
      address: 'guest@elsewhere.example',
      mailboxId: expect.any(String),
      name: 'Un Invité',
    });
    for (const recipient of envelope.recipients) {
      expect(recipient.reference).toMatch(/^[A-Za-z0-9_-]{32}$/);
      expect(recipient.notificationId).toMatch(/^<[^<>@]+@[^<>@]+>$/);
      expect(sealed.recipientHashes).toContain(await recipientHash2(namedIn(recipient), recipient.salt));
      expect(await jobsOf('notify', recipient.id)).toHaveLength(1);
    }
    expect(await jobsOf('timestamp', draft.envelopeId)).toHaveLength(1);
    const [sweep] = await jobsOf('sweep-vault', draft.envelopeId);
    // when the last signed PUT can no longer begin, and what has begun is over
    const lastPutSeconds = services.config.limits.signedPutSeconds + 900;
    expect(sweep?.start_after.getTime()).toBeGreaterThan(askedAt + lastPutSeconds * 1000);

    const entries = await services.db.auditEntry.findMany({
      where: { envelopeId: draft.envelopeId },
      include: { visibility: true },
    });
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({
      event: 'SubmissionAcceptance',
      actorAddress: anne.actor.email,
      clientAddress: testClient.address,
      detail: { attachments: 2, attachmentBytes: 9_000_000, seal: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    expect(entries[0]?.visibility.map(({ organisationId }) => organisationId).sort()).toEqual(
      [hospital.id, practice.id].sort(),
    );
  });

  it('tells no one’s organisation of a blind copy: neither an address nor a number of recipients stands in the entry', async () => {
    const { services, anne, paul, practice } = await world();
    const clinic = await addOrganisation(services, 'Clinique');
    const secret = await addPerson(services, clinic, 'secret');
    const draft = await makeDraft(services, anne);
    await seal(
      draft,
      await requestFor(draft, await storeLetter(services, draft), [
        ...to(paul.actor.email),
        { address: secret.actor.email, kind: 'bcc' },
      ]),
    );
    const seen = await services.db.auditVisibility.findMany({
      where: { organisationId: practice.id },
      include: { entry: true },
    });
    const text = JSON.stringify(seen, (_, value) => (typeof value === 'bigint' ? String(value) : value));
    expect(text).not.toContain(secret.actor.email);
    expect(text).not.toContain(clinic.id);
    expect(text).not.toContain('recipients');
  });

  it('seals once and answers the same when it is asked twenty times at once, and again later', async () => {
    const { services, anne, paul } = await world();
    const draft = await makeDraft(services, anne);
    const request = await requestFor(draft, await storeLetter(services, draft), to(paul.actor.email));
    const answers = await Promise.all(Array.from({ length: 20 }, () => seal(draft, request)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await seal(draft, { ...request, recipients: to('other@elsewhere.example') })).toEqual(answers[0]);
    expect(await services.db.recipient.count({ where: { envelopeId: draft.envelopeId } })).toBe(1);
    expect(await services.db.auditEntry.count({ where: { envelopeId: draft.envelopeId } })).toBe(1);
    expect(await jobsOf('timestamp', draft.envelopeId)).toHaveLength(1);
  });

  it('remembers whom the sender wrote to, and for the recipient whom it heard from', async () => {
    const { services, anne, paul } = await world();
    const draft = await makeDraft(services, anne);
    await seal(
      draft,
      await requestFor(draft, await storeLetter(services, draft), [
        { address: paul.actor.email, kind: 'to', name: 'Dr Paul' },
      ]),
    );
    const known = (mailboxId: string) =>
      services.db.correspondent.findMany({
        where: { mailboxId },
        select: { address: true, displayName: true },
      });
    expect(await known(anne.mailboxId)).toEqual([{ address: paul.actor.email, displayName: 'Dr Paul' }]);
    expect(await known(paul.mailboxId)).toEqual([{ address: anne.actor.email, displayName: 'anne' }]);
  });

  it('writes each address once, however often and however spelt it is given, and keeps the most visible kind', async () => {
    const { services, anne } = await world();
    const draft = await makeDraft(services, anne);
    const answer = await seal(
      draft,
      await requestFor(draft, await storeLetter(services, draft), [
        { address: 'X@Elsewhere.example', kind: 'bcc' },
        { address: 'x@elsewhere.EXAMPLE', kind: 'to' },
        { address: ' x@elsewhere.example ', kind: 'cc' },
      ]),
    );
    expect(answer.recipients).toBe(1);
    const [recipient] = await services.db.recipient.findMany({ where: { envelopeId: draft.envelopeId } });
    expect(recipient).toMatchObject({ address: 'x@elsewhere.example', kind: 'to' });
  });

  it('does not keep the title where the organisation hides titles', async () => {
    const { services, anne, hospital } = await world();
    await services.db.organisation.update({
      where: { id: hospital.id },
      data: { titleInNotification: false },
    });
    const draft = await makeDraft(services, anne);
    await seal(
      draft,
      await requestFor(draft, await storeLetter(services, draft), to('x@elsewhere.example'), {
        title: 'VIH positif',
      }),
    );
    const row = await services.db.envelope.findUniqueOrThrow({ where: { id: draft.envelopeId } });
    expect([row.title, row.sealedTitle]).toEqual([null, null]);
  });

  it('makes one line of a title with line breaks and direction marks', async () => {
    const { services, anne } = await world();
    const draft = await makeDraft(services, anne);
    await seal(
      draft,
      await requestFor(draft, await storeLetter(services, draft), to('x@elsewhere.example'), {
        title: 'a\r\nBcc: x@evil.example\u202e b',
      }),
    );
    const row = await services.db.envelope.findUniqueOrThrow({ where: { id: draft.envelopeId } });
    expect(shownTitle(services, row)).toBe('a Bcc: x@evil.example b');
  });

  it('speaks each recipient’s language: the owner’s of a personal mailbox, a guest’s own, else the organisation’s', async () => {
    const { services, anne, paul, hospital } = await world();
    await services.db.user.update({ where: { id: paul.actor.userId }, data: { locale: 'en' } });
    await services.db.guest.create({ data: { id: uuidv7(), address: 'en@elsewhere.example', locale: 'en' } });
    await services.db.organisation.update({ where: { id: hospital.id }, data: { locale: 'fr' } });
    const draft = await makeDraft(services, anne);
    const addresses = [paul.actor.email, 'en@elsewhere.example', 'new@elsewhere.example'];
    await seal(
      draft,
      await requestFor(
        draft,
        await storeLetter(services, draft),
        addresses.map((address) => ({ address, kind: 'to' })),
      ),
    );
    const rows = await services.db.recipient.findMany({ where: { envelopeId: draft.envelopeId } });
    expect(addresses.map((address) => rows.find((row) => row.address === address)?.locale)).toEqual([
      'en',
      'en',
      'fr',
    ]);
  });
});
