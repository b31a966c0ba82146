import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import type { MailboxRight, UserActor } from '../../lib/access/actor';
import { findActor } from '../../lib/auth/find-actor';
import { envelopeStatus } from '../../lib/delivery/envelope-status';
import { listEnvelopes } from '../../lib/mailbox/list-envelopes';
import { openEnvelope } from '../../lib/open/open-envelope';
import { openSentEnvelope } from '../../lib/open/open-sent-envelope';
import { renewReceivedRequests } from '../../lib/open/renew-requests';
import { sealEnvelope } from '../../lib/seal/seal-envelope';
import type { Services } from '../../lib/services';
import { signedFor } from '../../lib/vault/signed-for';
import { stillStands } from '../../lib/vault/still-stands';
import { withTestDatabase } from '../support/database';
import { makeDraft, requestFor, storeLetter } from '../support/draft-world';
import {
  addOrganisation,
  addPerson,
  type Person,
  sealLetter,
  withTestServices,
} from '../support/sealed-world';
import { testClient as client } from '../support/test-client';

const database = withTestDatabase();
const made = withTestServices(database);
const noon = new Date(Date.now() + 600_000);

/** The same services at another time. */
const at = (time: Date): Services => ({ ...made.services, clock: { now: () => time } });
const around = (milliseconds: number) => at(new Date(noon.getTime() + milliseconds));

/** A shared mailbox that Paul has rights in, and Anne who writes to it. */
async function world(given: { rights: MailboxRight[]; fromAt?: Date; untilAt?: Date }) {
  const { services } = made;
  const hospital = await addOrganisation(services, 'CHU');
  const anne = await addPerson(services, hospital, 'anne');
  const paul = await addPerson(services, hospital, 'paul');
  const shared: Person = { ...paul, mailboxId: uuidv7() };
  const address = `secretariat@${hospital.domain}`;
  await services.db.mailbox.create({
    data: {
      id: shared.mailboxId,
      organisationId: hospital.id,
      kind: 'shared',
      name: 'Secrétariat',
      addresses: { create: { address } },
      members: { create: { userId: paul.actor.userId, fromAt: new Date(0), ...given } },
    },
  });
  /** Paul as his session makes him, then and there: the tab that he left open. */
  const now = async (time: Services) => (await findActor(time, paul.actor.sessionId)) as UserActor; // his session is a user's
  return { services, anne, paul, shared, address, now };
}

/** A letter to the shared mailbox. */
async function receive({ services, anne, shared, address }: Awaited<ReturnType<typeof world>>) {
  const addressee = { ...shared, actor: { ...shared.actor, email: address } };
  const letter = await sealLetter(services, anne, [{ who: addressee }]);
  const { id, reference } = letter.recipients[address] ?? { id: '', reference: '' };
  return { ...letter, recipientId: id, reference };
}

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: { code?: string }) => error.code ?? String(error),
  );

describe('a right in a mailbox that ends at noon', () => {
  it('reads until then, and not one request after, in lists, letters, fresh and old signed requests; the session goes on', async () => {
    const here = await world({ rights: ['read', 'send'], untilAt: noon });
    const { services, paul, shared, now } = here;
    const { reference, recipientId, envelopeId } = await receive(here);
    const deeds = async (time: Services) => {
      const actor = await now(time);
      return {
        list: await codeOf(listEnvelopes(time, actor, { box: 'inbox', mailbox: shared.mailboxId })),
        everywhere: (await listEnvelopes(time, actor, { box: 'inbox' })).items.map((item) => item.envelopeId),
        open: await codeOf(openEnvelope(time, { actor, client, reference })),
        renew: await codeOf(renewReceivedRequests(time, { actor, reference })),
        own: await codeOf(listEnvelopes(time, actor, { box: 'inbox', mailbox: paul.mailboxId })),
      };
    };
    const allowed = { list: 'done', everywhere: [envelopeId], open: 'done', renew: 'done', own: 'done' };
    const over = { list: 'not-found', everywhere: [], open: 'not-found', renew: 'not-found', own: 'done' };
    expect(await deeds(around(-1))).toEqual(allowed);
    expect(await deeds(around(0))).toEqual(over);
    // what was signed a moment before noon
    const part = await services.db.partUse.findFirstOrThrow({
      where: { envelopeId },
      select: { partId: true },
    });
    const { sha256 } = await services.db.segment.findFirstOrThrow({ where: { partId: part.partId } });
    const signed = {
      key: { envelopeId, sha256 },
      signedFor: signedFor(await now(around(-1)), 'received', recipientId),
    };
    expect(await stillStands(around(-1), signed)).toBe(true);
    expect(await stillStands(around(0), signed)).toBe(false);
  });

  it('sends until then, and a draft of before is neither sealed nor shown after', async () => {
    const { services, shared, address, now } = await world({ rights: ['read', 'send'], untilAt: noon });
    const writer = { actor: await now(around(-60_000)), mailboxId: shared.mailboxId };
    const seal = async (time: Services) => {
      const draft = await makeDraft(services, writer);
      const parts = await storeLetter(services, draft);
      const guest = { address: 'guest@elsewhere.example', kind: 'to' as const };
      const request = await requestFor(draft, parts, [guest], { fromAddress: address });
      const { envelopeId } = draft;
      return codeOf(sealEnvelope(time, await now(time), { envelopeId, client, request }));
    };
    expect(await seal(around(-1))).toBe('done');
    expect(await seal(around(0))).toBe('not-found');
    const drafts = async (time: Services) =>
      (await listEnvelopes(time, await now(time), { box: 'drafts' })).items.length;
    expect([await drafts(around(-1)), await drafts(around(0))]).toEqual([1, 0]);
  });

  it('counts from its beginning, not before', async () => {
    const here = await world({ rights: ['read'], fromAt: noon });
    const { reference } = await receive(here);
    const open = async (time: Services) =>
      codeOf(openEnvelope(time, { actor: await here.now(time), client, reference }));
    expect([await open(around(-1)), await open(around(0))]).toEqual(['not-found', 'done']);
  });
});

describe('what a right in a mailbox is for', () => {
  it('reading alone sends nothing and manages no recipient; sending alone reads nothing', async () => {
    for (const [rights, expected] of [
      [['read'], { list: 'done', open: 'done', write: 'not-found' }],
      [['send'], { list: 'not-found', open: 'not-found', write: 'done' }],
      [['manage'], { list: 'not-found', open: 'not-found', write: 'not-found' }],
    ] as const) {
      const here = await world({ rights: [...rights] });
      const { services, shared, now } = here;
      const { reference } = await receive(here);
      const actor = await now(services);
      const mailbox = shared.mailboxId;
      expect({
        list: await codeOf(listEnvelopes(services, actor, { box: 'inbox', mailbox })),
        open: await codeOf(openEnvelope(services, { actor, client, reference })),
        write: await codeOf(makeDraft(services, { actor, mailboxId: mailbox })),
      }).toEqual(expected);
    }
  });

  it('what was sent from it is seen and opened by who may read there now', async () => {
    const { services, shared, address, now } = await world({ rights: ['read', 'send'], untilAt: noon });
    const author = { actor: await now(services), mailboxId: shared.mailboxId };
    const to = [{ who: 'guest@elsewhere.example' }];
    const sent = await sealLetter(services, author, to, { fromAddress: address });
    const { envelopeId } = sent;
    const see = async (time: Services) => {
      const actor = await now(time);
      return [
        await codeOf(envelopeStatus(time, actor, envelopeId)),
        await codeOf(openSentEnvelope(time, { actor, client, envelopeId })),
      ];
    };
    expect([await see(around(-1)), await see(around(0))]).toEqual([
      ['done', 'done'],
      ['not-found', 'not-found'],
    ]);
  });
});
