import { beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '../../lib/access/actor';
import { changeAvailability } from '../../lib/amend/change-availability';
import { correctAddress } from '../../lib/amend/correct-address';
import { takeBack } from '../../lib/amend/take-back';
import { withdrawAccess } from '../../lib/amend/withdraw-access';
import { askFreshNotification } from '../../lib/delivery/ask-fresh-notification';
import { envelopeStatus } from '../../lib/delivery/envelope-status';
import { releaseEnvelope } from '../../lib/delivery/release-envelope';
import { renotifyRecipient } from '../../lib/delivery/renotify-recipient';
import { reportWrongRecipient } from '../../lib/delivery/report-wrong-recipient';
import { documentDigest } from '../../lib/envelope-format/envelope-state';
import { issueEvidence } from '../../lib/evidence/issue-evidence';
import { listEnvelopes } from '../../lib/mailbox/list-envelopes';
import { notifyRecipient } from '../../lib/notification/notify-recipient';
import { fetchLink } from '../../lib/open/fetch-link';
import { openEnvelope } from '../../lib/open/open-envelope';
import { openSentEnvelope } from '../../lib/open/open-sent-envelope';
import { recordPartDownload } from '../../lib/open/record-part-download';
import { renewReceivedRequests } from '../../lib/open/renew-requests';
import { verifyLog } from '../../lib/transparency-log/verify-log';
import { verifyFile } from '../../lib/verify/verify-file';
import { withTestDatabase } from '../support/database';
import { makeDraft, requestFor, storeLetter } from '../support/draft-world';
import { sealWorld } from '../support/seal-world';
import { addGuest, addPerson, type Person, withTestServices } from '../support/sealed-world';
import { testClient as client } from '../support/test-client';

describe('late facts of a letter', () => {
  const database = withTestDatabase();
  const made = withTestServices(database);
  const world = sealWorld(made);
  const guestAddress = 'invite@ailleurs.example';
  let anne: Person;
  let paul: Person;
  let stranger: Person;
  let guest: Awaited<ReturnType<typeof addGuest>>;
  let hospitalId: string;
  beforeAll(async () => {
    const { hospital, practice, ...people } = await world.world();
    ({ anne, paul } = people);
    hospitalId = hospital.id;
    stranger = await addPerson(made.services, practice, 'autre');
    guest = await addGuest(made.services, guestAddress);
  });

  /** To Paul and the guest; `takeBackSeconds` before release. */
  async function sealed(takeBackSeconds = 0) {
    const { services } = made;
    await services.db.organisation.update({ where: { id: hospitalId }, data: { takeBackSeconds } });
    const draft = await makeDraft(services, anne);
    const { envelopeId } = draft;
    const letter = await storeLetter(services, draft);
    const recipients = [paul.actor.email, guestAddress].map((address) => ({ address, kind: 'to' as const }));
    await world.seal(draft, await requestFor(draft, letter, recipients));
    const rows = await services.db.recipient.findMany({ where: { envelopeId } });
    const of = (address: string) => rows.find((row) => row.address === address) ?? { id: '', reference: '' };
    return { envelopeId, paulRow: of(paul.actor.email), guestRow: of(guestAddress) };
  }
  const open = (actor: Actor, reference: string) => openEnvelope(made.services, { actor, client, reference });
  const by = (envelopeId: string, actor = anne.actor) => ({ actor, client, envelopeId });
  const inbox = async () => (await listEnvelopes(made.services, paul.actor, { box: 'inbox' })).items;
  const entries = (envelopeId: string) =>
    made.services.db.auditEntry.findMany({
      where: { envelopeId },
      orderBy: { id: 'asc' },
      include: { visibility: true },
    });
  /** Every addendum has one entry that names its digest. */
  async function eachHasItsEntry(envelopeId: string) {
    const rows = await made.services.db.addendum.findMany({
      where: { envelopeId },
      orderBy: { number: 'asc' },
    });
    const digests = await Promise.all(rows.map(({ document }) => documentDigest(document)));
    const named = (await entries(envelopeId)).flatMap(
      ({ detail }) => (detail as { addendum?: string }).addendum ?? [],
    );
    expect(named).toEqual(digests);
    expect((await verifyLog(made.services)).faults).toEqual([]);
    return rows.length;
  }

  test('withdrawn from one, before and after opening: every way to it is closed to that one, in words, and to nobody else', async () => {
    const { envelopeId, paulRow, guestRow } = await sealed();
    await open(paul.actor, paulRow.reference);
    const { recipients } = await withdrawAccess(made.services, {
      ...by(envelopeId),
      recipientId: paulRow.id,
    });
    expect(recipients).toMatchObject([
      { id: paulRow.id, openedAt: expect.any(String), withdrawnAt: expect.any(String) },
    ]);
    const again = await withdrawAccess(made.services, { ...by(envelopeId), recipientId: paulRow.id });
    expect(again).toEqual({ recipients });
    const { reference, id: recipientId } = paulRow;
    const { services } = made;
    for (const way of [
      () => open(paul.actor, reference),
      () => renewReceivedRequests(services, { actor: paul.actor, reference }),
      () => recordPartDownload(services, { actor: paul.actor, client, reference, partId: envelopeId }),
      () => askFreshNotification(services, { actor: { kind: 'anonymous' }, client, reference }),
      () => renotifyRecipient(services, { ...by(envelopeId), recipientId }),
    ])
      await expect(way()).rejects.toMatchObject({ code: 'withdrawn' });
    expect(await fetchLink(services, { actor: { kind: 'anonymous' }, client, reference })).toMatchObject({
      state: 'withdrawn',
      withdrawnAt: recipients[0]?.withdrawnAt,
    });
    expect((await inbox())[0]).toMatchObject({ envelopeId, withdrawnAt: recipients[0]?.withdrawnAt });
    await open(guest, guestRow.reference);
    await openSentEnvelope(services, by(envelopeId));
    expect(await eachHasItsEntry(envelopeId)).toBe(1);
  });

  test('withdrawn from all before the notification went out: no mail, unread counts nothing, and repeating it changes nothing', async () => {
    const { envelopeId, paulRow } = await sealed();
    await withdrawAccess(made.services, { ...by(envelopeId), recipientId: null });
    await withdrawAccess(made.services, { ...by(envelopeId), recipientId: null });
    await notifyRecipient(made.services, { recipientId: paulRow.id }, { last: false });
    expect((await entries(envelopeId)).map(({ event }) => event)).toEqual([
      'SubmissionAcceptance',
      'AccessWithdrawn',
    ]);
    expect((await inbox())[0]).toMatchObject({ envelopeId, readAt: expect.any(String) });
    const [, entry] = await entries(envelopeId);
    expect(entry?.recipientId).toBeNull();
    expect(entry?.visibility).toHaveLength(2);
  });

  test('until when: earlier and later, also after it has passed; never in the past, nor more than a year ahead', async () => {
    const { envelopeId, paulRow } = await sealed();
    const { services } = made;
    const change = (until: Date, over = services) => changeAvailability(over, { ...by(envelopeId), until });
    const soon = new Date(Date.now() + 3_600_000);
    expect(await change(soon)).toEqual({ availableUntil: soon.toISOString() });
    await change(soon);
    const later = { ...services, clock: { now: () => new Date(Date.now() + 7_200_000) } };
    await expect(
      openEnvelope(later, { actor: paul.actor, client, reference: paulRow.reference }),
    ).rejects.toMatchObject({
      code: 'expired',
    });
    await expect(change(soon, later)).rejects.toMatchObject({ code: 'period-empty' });
    await expect(change(new Date(Date.now() + 366 * 86_400_000))).rejects.toMatchObject({
      code: 'bad-request',
    });
    const longer = new Date(Date.now() + 100 * 86_400_000);
    await change(longer, later);
    await openEnvelope(later, { actor: paul.actor, client, reference: paulRow.reference });
    const link = await fetchLink(later, { actor: paul.actor, client, reference: paulRow.reference });
    expect(link.expiresAt).toBe(longer.toISOString());
    expect(await eachHasItsEntry(envelopeId)).toBe(2);
  });

  test('a corrected address has its own link and notification, sees that it was added, and neither side learns of the other', async () => {
    const { envelopeId, paulRow } = await sealed();
    const { services } = made;
    const address = `correcte-${envelopeId}@ailleurs.example`;
    const corrected = { address: ` ${address.toUpperCase()} ` };
    const { recipientId } = await correctAddress(services, {
      ...by(envelopeId),
      recipientId: paulRow.id,
      corrected,
    });
    const added = await services.db.recipient.findUniqueOrThrow({ where: { id: recipientId } });
    expect(added).toMatchObject({ address, kind: 'to', deliveryState: 'released', withdrawnAt: null });
    expect(await world.jobsOf('notify', recipientId)).toHaveLength(1);
    expect(added.reference).not.toBe(paulRow.reference);
    await expect(open(paul.actor, paulRow.reference)).rejects.toMatchObject({ code: 'withdrawn' });
    const answer = await open(await addGuest(services, address), added.reference);
    expect(answer.addenda).toHaveLength(1);
    const concerned = await entries(envelopeId);
    const of = (event: string) => concerned.find((entry) => entry.event === event);
    expect(of('RecipientAdded')).toMatchObject({ recipientId, visibility: [{ organisationId: hospitalId }] });
    expect(of('AccessWithdrawn')).toMatchObject({ recipientId: paulRow.id });
    expect(JSON.stringify(of('AccessWithdrawn')?.detail)).not.toContain(address);
    expect(await eachHasItsEntry(envelopeId)).toBe(1);

    const once = (id: string, to: string) =>
      correctAddress(services, { ...by(envelopeId), recipientId: id, corrected: { address: to } });
    await expect(once(recipientId, guestAddress)).rejects.toMatchObject({ code: 'already-recipient' });
    await expect(once(paulRow.id, 'x@y.example')).rejects.toMatchObject({ code: 'recipient-withdrawn' });
    await expect(once(recipientId, 'pas une adresse')).rejects.toMatchObject({ code: 'address-invalid' });
  });

  test('taken back in time: nobody but the sender ever sees that it was, and the corrected one goes with the rest', async () => {
    const { envelopeId, paulRow } = await sealed(10);
    const { services } = made;
    const before = await inbox();
    const reference = paulRow.reference;
    const hidden = [
      () => fetchLink(services, { actor: { kind: 'anonymous' }, client, reference }),
      () => reportWrongRecipient(services, { actor: paul.actor, client, reference }),
      () => askFreshNotification(services, { actor: { kind: 'anonymous' }, client, reference }),
      () =>
        issueEvidence(services, {
          actor: paul.actor,
          client,
          locale: 'fr',
          subject: { as: 'recipient', reference },
        }),
      () => open(paul.actor, reference),
    ];
    for (const way of hidden) await expect(way()).rejects.toMatchObject({ code: 'not-found' });
    expect(await takeBack(services, by(envelopeId))).toEqual({ outcome: 'taken-back', opened: 0 });
    for (const way of hidden) await expect(way()).rejects.toMatchObject({ code: 'not-found' });
    const later = { ...services, clock: { now: () => new Date(Date.now() + 11_000) } };
    await releaseEnvelope(later, { envelopeId });
    expect(await inbox()).toEqual(before);
    expect(await world.jobsOf('notify', paulRow.id)).toHaveLength(0);
    const all = (await entries(envelopeId)).filter(({ event }) => event !== 'OpeningRefused');
    expect(all.map(({ event }) => event)).toEqual(['SubmissionAcceptance', 'TakenBack']);
    const seenBy = new Set(
      all.flatMap(({ visibility }) => visibility.map(({ organisationId }) => organisationId)),
    );
    expect([...seenBy]).toEqual([hospitalId]);
    expect(await eachHasItsEntry(envelopeId)).toBe(1);
    expect((await envelopeStatus(services, anne.actor, envelopeId)).takenBackAt).not.toBeNull();
    for (const late of [
      () => takeBack(services, by(envelopeId)),
      () => withdrawAccess(services, { ...by(envelopeId), recipientId: null }),
      () => changeAvailability(services, { ...by(envelopeId), until: new Date(Date.now() + 1e7) }),
    ])
      await expect(late()).rejects.toMatchObject({ code: 'taken-back' });
  });

  test('withdrawn or corrected before the release: no organisation but the sender’s learns that there was a letter', async () => {
    const { envelopeId, paulRow, guestRow } = await sealed(10);
    await withdrawAccess(made.services, { ...by(envelopeId), recipientId: paulRow.id });
    const corrected = { address: stranger.actor.email };
    await correctAddress(made.services, { ...by(envelopeId), recipientId: guestRow.id, corrected });
    const seenBy = (await entries(envelopeId)).flatMap(({ visibility }) =>
      visibility.map(({ organisationId }) => organisationId),
    );
    expect([...new Set(seenBy)]).toEqual([hospitalId]);
    const later = { ...made.services, clock: { now: () => new Date(Date.now() + 11_000) } };
    await releaseEnvelope(later, { envelopeId });
    const released = await made.services.db.recipient.findMany({
      where: { envelopeId, releasedAt: { not: null } },
    });
    expect(released.map(({ address }) => address)).toEqual([stranger.actor.email]);
  });

  test('taken back too late: it is a withdrawal, and the answer says so and how many had opened it', async () => {
    const { envelopeId, paulRow } = await sealed();
    await open(paul.actor, paulRow.reference);
    expect(await takeBack(made.services, by(envelopeId))).toEqual({ outcome: 'withdrawn', opened: 1 });
    expect((await entries(envelopeId)).at(-1)).toMatchObject({
      event: 'AccessWithdrawn',
      detail: { everyone: true },
    });
  });

  test('nobody else may: missing and forbidden look the same', async () => {
    const { envelopeId, paulRow } = await sealed();
    const foreign = by(envelopeId, stranger.actor);
    const { id: recipientId } = paulRow;
    for (const deed of [
      () => withdrawAccess(made.services, { ...foreign, recipientId }),
      () => withdrawAccess(made.services, { ...by(envelopeId), recipientId: envelopeId }),
      () => changeAvailability(made.services, { ...foreign, until: new Date(Date.now() + 1e7) }),
      () => correctAddress(made.services, { ...foreign, recipientId, corrected: { address: 'x@y.example' } }),
      () => takeBack(made.services, foreign),
    ])
      await expect(deed()).rejects.toMatchObject({ code: 'not-found' });
    expect(await made.services.db.addendum.count({ where: { envelopeId } })).toBe(0);
  });

  test.each(['sender', 'recipient'] as const)(
    'stand in the evidence of the %s, which verifies and says them',
    async (as) => {
      const { envelopeId, guestRow, paulRow } = await sealed();
      await withdrawAccess(made.services, { ...by(envelopeId), recipientId: paulRow.id });
      await changeAvailability(made.services, {
        ...by(envelopeId),
        until: new Date(Date.now() + 86_400_000),
      });
      const [actor, subject] =
        as === 'sender' ? [anne.actor, { as, envelopeId }] : [guest, { as, reference: guestRow.reference }];
      const { body } = await issueEvidence(made.services, { actor, client, locale: 'fr', subject });
      const report = await verifyFile(await new Response(body).blob());
      expect(report.checks.filter(({ state }) => state === 'failed')).toEqual([]);
      expect(report.envelope?.changes.map(({ kind }) => kind)).toEqual([
        'recipient-withdrawn',
        'available-until',
      ]);
      const told = report.envelope?.entries.map(({ event }) => event) ?? [];
      expect(told.includes('AvailabilityChanged')).toBe(true);
      expect(told.includes('AccessWithdrawn')).toBe(as === 'sender');
    },
  );
});
