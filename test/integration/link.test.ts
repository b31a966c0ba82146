import { beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '../../lib/access/actor';
import { askFreshNotification } from '../../lib/delivery/ask-fresh-notification';
import { renotifyRecipient } from '../../lib/delivery/renotify-recipient';
import { reportWrongRecipient } from '../../lib/delivery/report-wrong-recipient';
import { fetchLink } from '../../lib/open/fetch-link';
import { withTestDatabase } from '../support/database';
import {
  addOrganisation,
  addPerson,
  type Person,
  sealLetter,
  withoutJobs,
  withTestServices,
} from '../support/sealed-world';

const client = { address: '192.0.2.7', agent: 'scanner' };
const anonymous: Actor = { kind: 'anonymous' };

describe('the link of a notification', () => {
  const database = withTestDatabase();
  const made = withTestServices(database);
  let sender: Person;
  let colleague: Person;
  let reader: Person;
  beforeAll(async () => {
    const hospital = await addOrganisation(made.services, 'CHU de Test');
    sender = await addPerson(made.services, hospital, 'expediteur');
    colleague = await addPerson(made.services, hospital, 'collegue');
    reader = await addPerson(made.services, await addOrganisation(made.services, 'Cabinet'), 'lecteur');
  });
  const letter = async (options: { expiresAt?: Date; to?: Person | string } = {}) => {
    const sealed = await sealLetter(withoutJobs(made.services), sender, [{ who: options.to ?? reader }], {
      title: 'Objet',
      ...options,
    });
    const recipient = Object.values(sealed.recipients)[0];
    if (!recipient) throw new Error('one recipient');
    return { ...sealed, recipient };
  };
  const row = (id: string) => database.db.recipient.findUniqueOrThrow({ where: { id } });
  /** What followed the sealing. */
  const events = async (envelopeId: string) =>
    (
      await database.db.auditEntry.findMany({
        where: { envelopeId, event: { not: 'SubmissionAcceptance' } },
        orderBy: { id: 'asc' },
      })
    ).map((entry) => entry.event);
  const jobs = (name: string, recipientId: string) =>
    database.db.$queryRaw<
      { data: { reason?: string } }[]
    >`SELECT data FROM pgboss.job WHERE name = ${name} AND data->>'recipientId' = ${recipientId}`;
  const expired = () => new Date(Date.now() - 1_000);

  test('fetched from more than a hundred addresses within an hour it leaves a hundred entries, and still shows the same', async () => {
    const { recipient, envelopeId } = await letter();
    const fetchFrom = (n: number) =>
      fetchLink(made.services, {
        actor: anonymous,
        client: { ...client, address: `2001:db8:${n}::1` },
        reference: recipient.reference,
      });
    for (let n = 0; n < 120; n += 3) {
      const views = await Promise.all(Array.from({ length: 3 }, (_, m) => fetchFrom(n + m)));
      expect(new Set(views.map(({ state }) => state))).toEqual(new Set(['open']));
    }
    const { length } = await events(envelopeId);
    expect(length).toBeGreaterThanOrEqual(100);
    expect(length).toBeLessThanOrEqual(102);
  });

  test('fetched a hundred times at once it changes nothing, and leaves one entry a client address', async () => {
    const { recipient, envelopeId } = await letter();
    const before = await row(recipient.id);
    const fetches = Array.from({ length: 100 }, (_, n) =>
      fetchLink(made.services, {
        actor: anonymous,
        client: { ...client, address: `192.0.2.${n % 2}` },
        reference: recipient.reference,
      }),
    );
    await Promise.all(fetches);
    expect(await row(recipient.id)).toEqual(before);
    expect(await events(envelopeId)).toEqual(['LinkFetched', 'LinkFetched']);
  });

  test('shows who wrote and when, how to prove oneself, and neither title, recipient nor content', async () => {
    const { recipient } = await letter();
    const view = await fetchLink(made.services, { actor: anonymous, client, reference: recipient.reference });
    expect(view).toMatchObject({
      state: 'open',
      sender: { address: sender.actor.email, organisation: 'CHU de Test' },
      proof: 'sign-in',
      mine: false,
      openedAt: null,
    });
    expect(JSON.stringify(view)).not.toMatch(new RegExp(`Objet|${reader.actor.email}`));
    expect(
      await fetchLink(made.services, { actor: reader.actor, client, reference: recipient.reference }),
    ).toMatchObject({ mine: true });
    const guest = await letter({ to: 'invitee@exterieur.example' });
    expect(
      await fetchLink(made.services, { actor: anonymous, client, reference: guest.recipient.reference }),
    ).toMatchObject({ proof: 'code' });
    await expect(
      fetchLink(made.services, { actor: anonymous, client, reference: 'A'.repeat(32) }),
    ).rejects.toMatchObject({ code: 'not-found' });
  });

  test('says that it has expired, or that it was reported', async () => {
    const old = await letter({ expiresAt: expired() });
    expect(
      await fetchLink(made.services, { actor: anonymous, client, reference: old.recipient.reference }),
    ).toMatchObject({ state: 'expired' });
    const wrong = await letter();
    await reportWrongRecipient(made.services, {
      actor: reader.actor,
      client,
      reference: wrong.recipient.reference,
    });
    expect(
      await fetchLink(made.services, { actor: anonymous, client, reference: wrong.recipient.reference }),
    ).toMatchObject({ state: 'blocked' });
  });

  test('a fresh notification is a new mail to the same address, three times an hour, whoever asks', async () => {
    const { recipient, envelopeId } = await letter();
    await database.db.recipient.update({ where: { id: recipient.id }, data: { notificationState: 'sent' } });
    const first = await row(recipient.id);
    const ask = () =>
      askFreshNotification(made.services, { actor: anonymous, client, reference: recipient.reference });
    expect(await ask()).toEqual({ sent: 'notification' });
    const fresh = await row(recipient.id);
    expect(fresh).toMatchObject({
      notificationState: 'pending',
      address: first.address,
      reference: first.reference,
    });
    expect(fresh.notificationId).not.toBe(first.notificationId);
    // While it is still on its way, asking again is another try of the same mail.
    await Promise.all([ask(), ask()]);
    expect((await row(recipient.id)).notificationId).toBe(fresh.notificationId);
    await expect(ask()).rejects.toMatchObject({ code: 'too-many-requests' });
    expect(await jobs('notify', recipient.id)).toHaveLength(1);
    expect(await events(envelopeId)).toEqual(Array(3).fill('NotificationRequested'));
  });

  test('asked of an expired envelope, its author is told instead', async () => {
    const { recipient } = await letter({ expiresAt: expired() });
    expect(
      await askFreshNotification(made.services, { actor: anonymous, client, reference: recipient.reference }),
    ).toEqual({ sent: 'request-to-sender' });
    expect(await jobs('notify', recipient.id)).toEqual([]);
    expect((await jobs('tell-sender', recipient.id)).map((job) => job.data.reason)).toEqual([
      'asked-after-expiry',
    ]);
  });

  test('the sender has it sent again; nobody else, not while blocked, not once expired', async () => {
    const { recipient, envelopeId } = await letter();
    await database.db.recipient.update({
      where: { id: recipient.id },
      data: { notificationState: 'failed', notificationFailure: 'refused: 550 no' },
    });
    const again = (who: Person, ids = { envelopeId, recipientId: recipient.id }) =>
      renotifyRecipient(made.services, { actor: who.actor, client, ...ids });
    for (const who of [colleague, reader])
      await expect(again(who)).rejects.toMatchObject({ code: 'not-found' });
    const other = await letter();
    await expect(
      again(sender, { envelopeId: other.envelopeId, recipientId: recipient.id }),
    ).rejects.toMatchObject({ code: 'not-found' });
    await again(sender);
    expect(await row(recipient.id)).toMatchObject({
      notificationState: 'pending',
      notificationFailure: null,
      notificationTries: 0,
    });
    await reportWrongRecipient(made.services, {
      actor: reader.actor,
      client,
      reference: recipient.reference,
    });
    await expect(again(sender)).rejects.toMatchObject({ code: 'blocked' });
    const old = await letter({ expiresAt: expired() });
    await expect(
      again(sender, { envelopeId: old.envelopeId, recipientId: old.recipient.id }),
    ).rejects.toMatchObject({ code: 'expired' });
  });
});
