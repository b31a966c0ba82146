import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { changeAvailability } from '../../lib/amend/change-availability';
import { correctAddress } from '../../lib/amend/correct-address';
import { takeBack } from '../../lib/amend/take-back';
import { withdrawAccess } from '../../lib/amend/withdraw-access';
import { completeCorrespondents } from '../../lib/contacts/complete-correspondents';
import { envelopeStatus } from '../../lib/delivery/envelope-status';
import { releaseDue } from '../../lib/delivery/release-due';
import { releaseEnvelope } from '../../lib/delivery/release-envelope';
import { chosenRelease } from '../../lib/envelope-format/chosen-release';
import { parseSeal } from '../../lib/envelope-format/seal';
import { listEnvelopes } from '../../lib/mailbox/list-envelopes';
import { openEnvelope } from '../../lib/open/open-envelope';
import { obtainTimestamp } from '../../lib/seal/obtain-timestamp';
import { withTestDatabase } from '../support/database';
import { makeDraft, requestFor, storeLetter } from '../support/draft-world';
import { sealWorld } from '../support/seal-world';
import { type Person, withTestServices } from '../support/sealed-world';
import { testClient as client } from '../support/test-client';

const hour = 3_600_000;
const day = 24 * hour;

describe('a letter whose sender chose when it leaves', () => {
  const made = withTestServices(withTestDatabase());
  const world = sealWorld(made);
  let anne: Person;
  let paul: Person;
  let hospitalId = '';
  let practiceId = '';
  beforeAll(async () => {
    const { hospital, practice, ...people } = await world.world();
    ({ anne, paul } = people);
    [hospitalId, practiceId] = [hospital.id, practice.id];
    await made.services.db.organisation.update({ where: { id: hospitalId }, data: { takeBackSeconds: 10 } });
  });

  /** From Anne, to leave so much later. */
  async function sealed(inMilliseconds: number, addresses = [paul.actor.email], days = 90) {
    const { services } = made;
    const draft = await makeDraft(services, anne);
    const recipients = addresses.map((address) => ({ address, kind: 'to' as const }));
    const releaseAt = new Date(Date.now() + inMilliseconds).toISOString();
    const asked = { releaseAt, expiresInDays: days };
    const request = await requestFor(draft, await storeLetter(services, draft), recipients, asked);
    const answer = await world.seal(draft, request);
    return { ...answer, chosen: releaseAt, again: () => world.seal(draft, request) };
  }
  const rowOf = (envelopeId: string, address = paul.actor.email) =>
    made.services.db.recipient.findFirstOrThrow({ where: { envelopeId, address } });
  const inbox = async (envelopeId: string) =>
    (await listEnvelopes(made.services, paul.actor, { box: 'inbox' })).items.filter(
      (item) => item.envelopeId === envelopeId,
    );
  const sent = async (envelopeId: string) =>
    (await listEnvelopes(made.services, anne.actor, { box: 'sent' })).items.find(
      (item) => item.envelopeId === envelopeId,
    );
  const at = (inMilliseconds: number) => ({
    ...made.services,
    clock: { now: () => new Date(Date.now() + inMilliseconds) },
  });
  const by = (envelopeId: string) => ({ actor: anne.actor, client, envelopeId });
  const eventsOf = async (envelopeId: string) =>
    (await made.services.db.auditEntry.findMany({ where: { envelopeId }, orderBy: { id: 'asc' } })).map(
      ({ event }) => event,
    );

  test('is sealed with that time, and says both in proof, list and status', async () => {
    const { envelopeId, chosen, releaseAt, sealedAt, again } = await sealed(10 * hour);
    expect(releaseAt).toBe(chosen);
    const row = await made.services.db.envelope.findUniqueOrThrow({ where: { id: envelopeId } });
    const seal = parseSeal(row.seal ?? new Uint8Array());
    expect([seal.sealedAt, chosenRelease(seal)]).toEqual([sealedAt, chosen]);
    const entry = await made.services.db.auditEntry.findFirstOrThrow({
      where: { envelopeId, event: 'SubmissionAcceptance' },
    });
    expect(entry.detail).toMatchObject({ releaseAt: chosen });
    expect(await sent(envelopeId)).toMatchObject({ leavesAt: chosen });
    expect(await envelopeStatus(made.services, anne.actor, envelopeId)).toMatchObject({
      leavesAt: chosen,
      releaseAt: chosen,
      recipients: [{ delivery: 'waiting', releasedAt: null }],
    });
    const [job, ...others] = await world.jobsOf('release', envelopeId);
    expect(others).toEqual([]);
    expect(Math.abs((job?.start_after.getTime() ?? 0) - Date.parse(chosen))).toBeLessThan(60_000);
    expect(await again()).toMatchObject({ releaseAt: chosen, sealedAt });
  });

  test('is nowhere for its recipient until then: not listed, opened, notified, audited, completed; two workers release it once', async () => {
    const { services } = made;
    const { db } = services;
    const { envelopeId, chosen } = await sealed(10 * hour);
    const { id, reference } = await rowOf(envelopeId);
    await obtainTimestamp(services, { envelopeId });
    const open = () => openEnvelope(services, { actor: paul.actor, client, reference });
    const seenByPractice = () =>
      db.auditVisibility.count({ where: { envelopeId, organisationId: practiceId } });
    // nobody but the first letter of this file has ever written to her
    const known = () =>
      completeCorrespondents(services, paul.actor, { mailbox: paul.mailboxId, q: anne.actor.email });

    for (const early of [0, 10 * hour - 60_000]) {
      await expect(releaseEnvelope(at(early), { envelopeId })).rejects.toThrow('too early');
      expect(await inbox(envelopeId)).toEqual([]);
    }
    await expect(open()).rejects.toMatchObject({ code: 'not-found' });
    expect(await world.jobsOf('notify', id)).toEqual([]);
    expect(await seenByPractice()).toBe(0);
    expect(JSON.stringify(await known())).not.toContain(anne.actor.email);

    const later = at(10 * hour + 1_000);
    await Promise.all([
      releaseEnvelope(later, { envelopeId }),
      releaseEnvelope(later, { envelopeId }),
      releaseDue(at(11 * hour)),
    ]);
    const [item, ...others] = await inbox(envelopeId);
    expect(others).toEqual([]);
    expect(Date.parse(item?.at ?? '')).toBeGreaterThanOrEqual(Date.parse(chosen));
    expect(await world.jobsOf('notify', id)).toHaveLength(1);
    expect((await eventsOf(envelopeId)).filter((event) => event === 'Released')).toHaveLength(1);
    expect(JSON.stringify(await known())).toContain(anne.actor.email);
    expect(await sent(envelopeId)).toMatchObject({ leavesAt: null });
    await open();
  });

  test('is refused at a time that has passed, is too far or not before its end; the draft stays', async () => {
    for (const [inMilliseconds, days] of [
      [-60_000, 90],
      [60 * day + hour, 90],
      [7 * day + hour, 7],
    ] as const) {
      await expect(sealed(inMilliseconds, [paul.actor.email], days)).rejects.toMatchObject({
        code: 'release-time',
      });
    }
    const drafts = await made.services.db.envelope.count({
      where: { authorId: anne.actor.userId, state: 'draft' },
    });
    expect(drafts).toBe(3);
  });

  test('can be taken back to the last: nobody was ever told, and the release that comes releases nobody', async () => {
    const { envelopeId } = await sealed(60 * day - hour);
    const last = at(60 * day - hour - 1);
    expect(await takeBack(last, by(envelopeId))).toEqual({ outcome: 'taken-back', opened: 0 });
    await releaseEnvelope(at(60 * day), { envelopeId });
    const { id } = await rowOf(envelopeId);
    expect(await world.jobsOf('notify', id)).toEqual([]);
    expect(await inbox(envelopeId)).toEqual([]);
    expect(await eventsOf(envelopeId)).toEqual(['SubmissionAcceptance', 'TakenBack']);
    expect(await sent(envelopeId)).toMatchObject({ leavesAt: null });
    const visible = await made.services.db.auditVisibility.findMany({ where: { envelopeId } });
    expect(new Set(visible.map(({ organisationId }) => organisationId))).toEqual(new Set([hospitalId]));
  });

  test('leaves without whom was withdrawn, with whom was corrected, and is readable for a while at least', async () => {
    const [right, wrong, other] = ['juste', 'faux', 'autre'].map(
      (name) => `${name}-${randomUUID()}@ailleurs.example`,
    );
    if (!right || !wrong || !other) throw new Error('three were named');
    const { envelopeId, chosen } = await sealed(10 * hour, [paul.actor.email, wrong, other]);
    const { id: recipientId } = await rowOf(envelopeId, wrong);
    await correctAddress(made.services, { ...by(envelopeId), recipientId, corrected: { address: right } });
    await withdrawAccess(made.services, {
      ...by(envelopeId),
      recipientId: (await rowOf(envelopeId, other)).id,
    });
    const until = (inMilliseconds: number) =>
      changeAvailability(made.services, {
        ...by(envelopeId),
        until: new Date(Date.parse(chosen) + inMilliseconds),
      });
    await expect(until(0)).rejects.toMatchObject({ code: 'release-time' });
    await until(hour);
    await releaseEnvelope(at(10 * hour + 1_000), { envelopeId });
    const rows = await made.services.db.recipient.findMany({ where: { envelopeId } });
    const state = new Map(rows.map(({ address, deliveryState }) => [address, deliveryState]));
    expect([right, paul.actor.email, wrong, other].map((address) => state.get(address))).toEqual([
      'released',
      'released',
      'withdrawn',
      'withdrawn',
    ]);
  });

  test('leaves also when its job was lost with the queue, or its author may send no more', async () => {
    const { services } = made;
    const { envelopeId } = await sealed(hour);
    await services.db
      .$executeRaw`DELETE FROM pgboss.job WHERE name = 'release' AND data->>'envelopeId' = ${envelopeId}`;
    await services.db.user.update({ where: { id: anne.actor.userId }, data: { closedAt: new Date() } });
    await releaseDue(at(hour));
    expect(await world.jobsOf('release', envelopeId)).toEqual([]);
    await releaseDue(at(hour + 31_000));
    expect(await world.jobsOf('release', envelopeId)).toHaveLength(1);
    await releaseEnvelope(at(hour + 31_000), { envelopeId });
    expect(await inbox(envelopeId)).toHaveLength(1);
    await services.db.user.update({ where: { id: anne.actor.userId }, data: { closedAt: null } });
  });
});
