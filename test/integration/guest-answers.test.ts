import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { GuestActor } from '../../lib/access/actor';
import { withdrawAccess } from '../../lib/amend/withdraw-access';
import { reportWrongRecipient } from '../../lib/delivery/report-wrong-recipient';
import { documentDigest } from '../../lib/envelope-format/envelope-state';
import { saltedHash } from '../../lib/envelope-format/salted-hash';
import { parseSeal } from '../../lib/envelope-format/seal';
import { listEnvelopes } from '../../lib/mailbox/list-envelopes';
import { letterAnsweredBy } from '../../lib/open/letter-answered-by';
import { openEnvelope } from '../../lib/open/open-envelope';
import { sealEnvelope } from '../../lib/seal/seal-envelope';
import type { Services } from '../../lib/services';
import type { WrittenLetter } from '../../lib/writing/seal-request';
import { withTestDatabase } from '../support/database';
import { sealWorld, to } from '../support/seal-world';
import {
  addGuest,
  addOrganisation,
  addPerson,
  type Person,
  type SealedLetter,
  sealLetter,
  withTestServices,
} from '../support/sealed-world';
import { testClient as client } from '../support/test-client';
import { verifiedOpening } from '../support/verified-opening';
import { writeLetter } from '../support/written-letter';

const database = withTestDatabase();
const under = withTestServices(database);
let count = 0;

/** Where one of an answer's people opens it. */
const referenceAt = (row: { recipients: { address: string; reference: string }[] } | null, who: string) =>
  row?.recipients.find(({ address }) => address === who)?.reference ?? '';

describe('a guest answers', () => {
  let anne: Person;
  let paul: Person;
  let hidden: Person;
  let guest: GuestActor;
  let letter: SealedLetter;
  beforeEach(async () => {
    const { services } = under;
    const people = await sealWorld(under).world();
    anne = people.anne;
    paul = people.paul;
    hidden = await addPerson(services, await addOrganisation(services, 'Clinique'), 'cachee');
    guest = await addGuest(services, `patiente.${++count}@messagerie.example`);
    letter = await sealLetter(services, anne, [
      { who: guest.address },
      { who: paul, kind: 'cc' },
      { who: hidden, kind: 'bcc' },
    ]);
  });

  const place = () => ({
    actor: { email: guest.address },
    mailboxId: guest.mailboxes[0]?.id ?? '',
  });
  const write = (recipients: WrittenLetter['recipients'], others: Partial<WrittenLetter> = {}) =>
    writeLetter(under.services, place(), recipients, { inReplyTo: letter.envelopeId, ...others });
  const seal = (
    { envelopeId, request }: Awaited<ReturnType<typeof write>>,
    services: Services = under.services,
  ) => sealEnvelope(services, guest, { envelopeId, client, request });
  const reference = () => letter.recipients[guest.address]?.reference ?? '';
  const asWritten = (id: string) =>
    database.db.envelope.findUnique({ where: { id }, include: { recipients: true } });

  it('the people of a letter she received, from her mailbox, in her name, once; they open and verify it', async () => {
    const { services } = under;
    const own = await write([
      { address: anne.actor.email, kind: 'to' },
      { address: paul.actor.email, kind: 'cc' },
    ]);
    const answer = await seal(own);
    expect(await seal(own)).toEqual(answer);
    const row = await asWritten(own.envelopeId);
    expect(row).toMatchObject({
      state: 'sealed',
      authorKind: 'guest',
      authorId: guest.guestId,
      origin: 'browser',
      organisationId: null,
      mailboxId: place().mailboxId,
      inReplyTo: letter.envelopeId,
      releaseAt: row?.sealedAt,
    });
    const answered = await database.db.envelope.findUniqueOrThrow({ where: { id: letter.envelopeId } });
    expect(parseSeal(row?.seal ?? new Uint8Array())).toMatchObject({
      origin: 'browser',
      sender: { address: guest.address, name: '', organisation: '' },
      author: {
        label: guest.address,
        addressHash: await saltedHash(guest.address, row?.authorSalt ?? new Uint8Array()),
      },
      inNameOf: null,
      inReplyTo: await documentDigest(answered.seal ?? new Uint8Array()),
    });
    const [entry, ...others] = await database.db.auditEntry.findMany({
      where: { envelopeId: own.envelopeId },
      include: { visibility: true },
    });
    expect(others).toEqual([]);
    expect(entry).toMatchObject({
      event: 'SubmissionAcceptance',
      actorKind: 'guest',
      actorId: guest.guestId,
      actorAddress: guest.address,
    });
    const seen = entry?.visibility.map(({ organisationId }) => organisationId);
    expect(seen?.sort()).toEqual([anne.actor.organisationId, paul.actor.organisationId].sort());

    const [sent] = (await listEnvelopes(services, guest, { box: 'sent' })).items;
    const [inbox] = (await listEnvelopes(services, anne.actor, { box: 'inbox' })).items;
    expect(sent).toMatchObject({ envelopeId: own.envelopeId, altered: false, title: 'Compte rendu' });
    expect(inbox).toMatchObject({ envelopeId: own.envelopeId, altered: false, title: 'Compte rendu' });
    expect(inbox?.sender).toEqual({ address: guest.address, name: null, organisation: '' });
    const copies = await database.db.mailboxItem.findMany({ where: { envelopeId: own.envelopeId } });
    expect(copies).toHaveLength(3); // hers, and one of each
    const conversations = new Set(copies.map(({ conversationId }) => conversationId));
    expect(conversations, 'in every mailbox that of the letter it answers').toEqual(
      new Set([letter.envelopeId]),
    );
    expect(await letterAnsweredBy(services, anne.actor, referenceAt(row, anne.actor.email))).toMatchObject({
      envelopeId: letter.envelopeId,
    });
    expect(await letterAnsweredBy(services, paul.actor, referenceAt(row, paul.actor.email))).toBeNull();
    const received = referenceAt(row, anne.actor.email);
    const opened = await openEnvelope(services, { actor: anne.actor, client, reference: received });
    expect((await verifiedOpening(services, opened)).outcome).toBe('verified');
  });

  it('no one else, nothing that she was not sent, and never of herself: all as if it were not there, and nothing is stored', async () => {
    const other = await sealLetter(under.services, anne, [{ who: paul }]);
    const [box] = (await addGuest(under.services, 'autre@messagerie.example')).mailboxes;
    const back = to(anne.actor.email);
    const refused: [string, Awaited<ReturnType<typeof write>>][] = [
      ['a stranger', await write(to('ailleurs@elsewhere.example'))],
      ['one more than the letter shows', await write([...back, ...to('ailleurs@elsewhere.example')])],
      ['who had a blind copy', await write(to(hidden.actor.email))],
      ['a letter of her own beginning', await write(back, { inReplyTo: null })],
      ['a letter of others', await write(back, { inReplyTo: other.envelopeId })],
      ['forwarding', await write(back, { forwards: [letter.envelopeId] })],
      ['from another’s mailbox', await write(back, { mailboxId: anne.mailboxId })],
      ['from another guest’s', await write(back, { mailboxId: box?.id ?? '' })],
      ['under another address', await write(back, { fromAddress: anne.actor.email })],
    ];
    for (const [what, own] of refused) {
      await expect(seal(own), what).rejects.toMatchObject({ code: 'not-found' });
      if (what !== 'under another address') expect(await asWritten(own.envelopeId), what).toBeNull();
      const copies = await database.db.mailboxItem.count({ where: { envelopeId: own.envelopeId } });
      expect(copies, what).toBe(0);
    }
  });

  it.each([
    [
      'withdrawn',
      () =>
        withdrawAccess(under.services, {
          actor: anne.actor,
          client,
          envelopeId: letter.envelopeId,
          recipientId: letter.recipients[guest.address]?.id ?? '',
        }),
    ],
    ['blocked', () => reportWrongRecipient(under.services, { actor: guest, client, reference: reference() })],
    [
      'expired',
      async () => {
        const expiresAt = new Date(Date.now() - 1_000);
        letter = await sealLetter(under.services, anne, [{ who: guest.address }], { expiresAt });
      },
    ],
  ])('nothing that is %s, which is said', async (code, end) => {
    await end();
    const own = await write(to(anne.actor.email));
    await expect(seal(own)).rejects.toMatchObject({ code });
    expect(await asWritten(own.envelopeId)).toBeNull();
  });

  it('within what a guest may store, counted as hers', async () => {
    const { config } = under.services;
    const storedBytesMax = { ...config.limits.storedBytesMax, guest: 10_000 };
    const limits = { ...config.limits, storedBytesMax };
    const files = [new Uint8Array(randomBytes(20_000))];
    const recipients = to(anne.actor.email);
    const options = { inReplyTo: letter.envelopeId, files };
    const own = await writeLetter(under.services, place(), recipients, options);
    await expect(seal(own, { ...under.services, config: { ...config, limits } })).rejects.toMatchObject({
      code: 'quota-reached',
      detail: { whose: 'guest' },
    });
    await seal(own);
  });
});
