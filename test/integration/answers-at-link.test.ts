import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { beforeEach, describe, expect, it } from 'vitest';
import type { GuestActor } from '../../lib/access/actor';
import { withdrawAccess } from '../../lib/amend/withdraw-access';
import { addToAnswer } from '../../lib/answer/add-to-answer';
import { beginAnswer } from '../../lib/answer/begin-answer';
import { describeAnswering } from '../../lib/answer/describe-answering';
import { discardAnswer } from '../../lib/answer/discard-answer';
import { openAnswer } from '../../lib/answer/open-answer';
import { renewAnswerRequests } from '../../lib/answer/renew-answer-requests';
import { sealAnswer } from '../../lib/answer/seal-answer';
import { takeFromAnswer } from '../../lib/answer/take-from-answer';
import { reportWrongRecipient } from '../../lib/delivery/report-wrong-recipient';
import { readQuotas } from '../../lib/quota/read-quotas';
import type { Services } from '../../lib/services';
import { answerDraft, begunAnswer, segmentOf, sentAnswer, writeAnswer } from '../support/answer-world';
import { withTestDatabase } from '../support/database';
import { quotaWorld } from '../support/quota-world';
import { sealWorld } from '../support/seal-world';
import {
  addGuest,
  type Person,
  type SealedLetter,
  sealLetter,
  withTestServices,
} from '../support/sealed-world';
import { testClient as client } from '../support/test-client';
import { verifiedOpening } from '../support/verified-opening';

const database = withTestDatabase();
const under = withTestServices(database);
const { withBytesMax, expectCounted } = quotaWorld(under);
let count = 0;

/** The services with other limits of a guest's answers. */
function withAnswers(guestAnswer: Partial<Services['config']['limits']['guestAnswer']>): Services {
  const { config, ...services } = under.services;
  const limits = { ...config.limits, guestAnswer: { ...config.limits.guestAnswer, ...guestAnswer } };
  return { ...services, config: { ...config, limits } };
}

describe('at her letter’s link a guest', () => {
  let anne: Person;
  let paul: Person;
  let guest: GuestActor;
  let letter: SealedLetter;
  let reference: string;
  beforeEach(async () => {
    ({ anne, paul } = await sealWorld(under).world());
    guest = await addGuest(under.services, `patient.${++count}@messagerie.example`);
    await received();
  });

  /** Her letter, with a copy to a member. */
  async function received(expiresAt?: Date) {
    const people = [{ who: guest.address }, { who: paul, kind: 'cc' as const }];
    letter = await sealLetter(under.services, anne, people, expiresAt ? { expiresAt } : {});
    reference = letter.recipients[guest.address]?.reference ?? '';
  }

  const place = () => ({ reference, envelopeId: letter.envelopeId });
  const begin = async (id: string, services = under.services, at = reference, who = guest) =>
    beginAnswer(services, who, { reference: at, id, ...(await answerDraft(services, who)) });
  const sealed = (services: Services = under.services) =>
    sentAnswer(services, guest, place(), anne.actor.email);

  it('is told what she may, begins an answer, sends it, finds it again and opens it', async () => {
    const { services } = under;
    const before = await describeAnswering(services, guest, reference);
    expect(before).toMatchObject({
      envelopeId: letter.envelopeId,
      mailboxId: guest.mailboxes[0]?.id,
      address: guest.address,
      titleShown: true,
      attachmentBytesMax: 104_857_600,
      answersLeft: 20,
      answersMax: 20,
      answers: [],
    });
    expect(before.roomBytes).toBeGreaterThan(1_000_000_000);
    const { id } = await sealed();
    const after = await describeAnswering(services, guest, reference);
    expect(after.answersLeft).toBe(19);
    expect(after.answers).toMatchObject([{ id, attachmentCount: 1 }]);
    const opened = await openAnswer(services, guest, { reference, id, client });
    expect((await verifiedOpening(services, opened)).outcome).toBe('verified');
    const { objects } = await renewAnswerRequests(services, guest, { reference, id });
    expect(Object.keys(objects).sort()).toEqual(Object.keys(opened.objects).sort());
  });

  it('has her answer counted on the organisation that wrote to her, and on her, as long as it is there', async () => {
    const { services } = under;
    const organisation = async () => (await readQuotas(services, anne.actor)).organisation.bytesUsed;
    const before = await organisation();
    const begun = await begunAnswer(services, guest, reference);
    const { organisation: with_ } = await expectCounted(anne);
    expect(with_).toBeGreaterThan(before);
    await discardAnswer(services, guest, begun);
    expect(await organisation()).toBe(before);
    await sealed();
    expect((await expectCounted(anne)).organisation).toBeGreaterThan(before);
    const row = await database.db.envelope.findFirstOrThrow({ where: { authorId: guest.guestId } });
    expect(row).toMatchObject({ organisationId: null, countedOn: anne.actor.organisationId });
  });

  it('is refused before a byte travels where that organisation has no room, and told whose it is', async () => {
    const { organisation } = await readQuotas(under.services, anne.actor);
    const services = withBytesMax({ organisation: organisation.bytesUsed + 5_000 });
    const { roomBytes } = await describeAnswering(services, guest, reference);
    expect(roomBytes).toBe(5_000);
    const id = uuidv7();
    await begin(id, services);
    const large = { reference, id, segments: [segmentOf(20_000)] };
    await expect(addToAnswer(services, guest, large)).rejects.toMatchObject({
      code: 'quota-reached',
      detail: { whose: 'receiver' },
    });
    expect(await database.db.partUse.count({ where: { envelopeId: id } })).toBe(0);
    const own = await writeAnswer(services, guest, letter.envelopeId, [anne.actor.email], {
      files: [new Uint8Array(randomBytes(20_000))],
    });
    const request = { reference, id: own.envelopeId, client, request: own.request };
    await expect(sealAnswer(services, guest, request)).rejects.toMatchObject({ code: 'quota-reached' });
  });

  it('sends files up to the limit of an answer, and not a byte more', async () => {
    const services = withAnswers({ attachmentBytesMax: 1_000 });
    const id = uuidv7();
    await begin(id, services);
    const add = (bytes: number) =>
      addToAnswer(services, guest, { reference, id, segments: [segmentOf(bytes)] });
    await expect(add(1_001)).rejects.toMatchObject({ code: 'attachments-too-large' });
    await add(1_000);
    await expect(add(1)).rejects.toMatchObject({ code: 'attachments-too-large' });
    const own = await writeAnswer(services, guest, letter.envelopeId, [anne.actor.email], {
      files: [new Uint8Array(randomBytes(1_001))],
    });
    const request = { reference, id: own.envelopeId, client, request: own.request };
    await expect(sealAnswer(services, guest, request)).rejects.toMatchObject({
      code: 'attachments-too-large',
    });
  });

  it('answers so often in 24 hours and no more, also when she asks twice at once', async () => {
    const services = withAnswers({ lettersADayMax: 2 });
    await sealed(services);
    const two = await Promise.all(
      [0, 1].map(() => writeAnswer(services, guest, letter.envelopeId, [anne.actor.email])),
    );
    const seal = ({ envelopeId: id, request }: (typeof two)[number], by = services) =>
      sealAnswer(by, guest, { reference, id, client, request });
    const outcomes = await Promise.allSettled(two.map((own) => seal(own)));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const refused = outcomes.find((one) => one.status === 'rejected');
    expect(refused?.reason).toMatchObject({ code: 'too-many-answers', detail: { max: 2 } });
    await expect(begin(uuidv7(), services)).rejects.toMatchObject({ code: 'too-many-answers' });
    expect((await describeAnswering(services, guest, reference)).answersLeft).toBe(0);
    // what is sealed is answered as before, and a day later she answers again
    const done = two[outcomes.findIndex(({ status }) => status === 'fulfilled')];
    if (done) await seal(done);
    const tomorrow = { ...services, clock: { now: () => new Date(Date.now() + 86_400_001) } };
    expect((await describeAnswering(tomorrow, guest, reference)).answersLeft).toBe(2);
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
    ['blocked', () => reportWrongRecipient(under.services, { actor: guest, client, reference })],
    ['expired', () => undefined], // by the hour at which it is asked
  ])('is told when it was %s meanwhile; what she had begun can still be thrown away', async (code, end) => {
    if (code === 'expired') await received(new Date(Date.now() + 3_600_000));
    const begun = await begunAnswer(under.services, guest, reference);
    const own = await writeAnswer(under.services, guest, letter.envelopeId, [anne.actor.email]);
    await end();
    const soon = { now: () => new Date(Date.now() + 2 * 3_600_000) };
    const services = code === 'expired' ? { ...under.services, clock: soon } : under.services;
    const refused = [
      () => describeAnswering(services, guest, reference),
      () => begin(uuidv7(), services),
      () => addToAnswer(services, guest, { ...begun, segments: [segmentOf(10)] }),
      () => sealAnswer(services, guest, { reference, id: own.envelopeId, client, request: own.request }),
    ];
    for (const attempt of refused) await expect(attempt()).rejects.toMatchObject({ code });
    await takeFromAnswer(services, guest, begun);
    await discardAnswer(services, guest, begun);
    expect(await database.db.envelope.count({ where: { id: begun.id } })).toBe(0);
  });

  it('reaches her letter’s answers alone: by no other letter, no other guest, and nobody’s drafts', async () => {
    const { services } = under;
    const begun = await begunAnswer(services, guest, reference);
    const sent = await sealed();
    const other = await addGuest(services, `autre.${count}@messagerie.example`);
    const both = await sealLetter(services, anne, [{ who: guest.address }, { who: other.address }]);
    const elsewhere = both.recipients[guest.address]?.reference ?? '';
    const theirs = both.recipients[other.address]?.reference ?? '';
    const members = await sealLetter(services, anne, [{ who: paul }]);
    const wrong: [string, GuestActor, string][] = [
      ['by another letter of hers', guest, elsewhere],
      ['by a letter of another', guest, theirs],
      ['by a member’s letter', guest, members.recipients[paul.actor.email]?.reference ?? ''],
      ['another guest by her link', other, reference],
      ['another guest by his own', other, theirs],
      ['by a link that is none', guest, 'A'.repeat(32)],
    ];
    for (const [what, who, at] of wrong) {
      const draft = { reference: at, id: begun.id };
      const answer = { reference: at, id: sent.id, client };
      const attempts: (() => Promise<unknown>)[] = [
        () => addToAnswer(services, who, { ...draft, segments: [segmentOf(10)] }),
        () => takeFromAnswer(services, who, { ...draft, partId: begun.partId }),
        () => discardAnswer(services, who, draft),
        () => sealAnswer(services, who, { ...answer, request: sent.request }),
        () => openAnswer(services, who, answer),
        () => renewAnswerRequests(services, who, answer),
        () => begin(begun.id, services, at, who),
      ];
      for (const [index, attempt] of attempts.entries()) {
        const refusal = await attempt().then(
          () => 'done',
          (error: { code?: string }) => error.code,
        );
        // under an id that is hers, what she begins elsewhere is another draft
        expect(['not-found', 'conflict'], `${what}, ${index}`).toContain(refusal);
        if (index < 6) expect(refusal, `${what}, ${index}`).toBe('not-found');
      }
    }
    expect(await database.db.partUse.count({ where: { envelopeId: begun.id } })).toBe(1);
  });

  it('does not seal what answers another letter than its draft does', async () => {
    const { services } = under;
    const second = await sealLetter(services, anne, [{ who: guest.address }]);
    const elsewhere = second.recipients[guest.address]?.reference ?? '';
    const own = await writeAnswer(services, guest, letter.envelopeId, [anne.actor.email]);
    const { draft, ...request } = own.request;
    if (!draft) throw new Error('no draft');
    await beginAnswer(services, guest, { reference: elsewhere, id: own.envelopeId, ...draft });
    const asked = { reference, id: own.envelopeId, client, request };
    await expect(sealAnswer(services, guest, asked)).rejects.toMatchObject({ code: 'not-found' });
    const row = await database.db.envelope.findUniqueOrThrow({ where: { id: own.envelopeId } });
    expect(row).toMatchObject({ state: 'draft', inReplyTo: second.envelopeId });
  });
});
