import { randomBytes } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import type { GuestActor, UserActor } from '../../lib/access/actor';
import { PrismaClient } from '../../lib/db/generated/client';
import { envelopeStatus } from '../../lib/delivery/envelope-status';
import { letterSummary, recipientSummary } from '../../lib/envelope/answers';
import type { EnvelopeListItem, ListEnvelopesQuery, SealRequest } from '../../lib/envelope/wire';
import { listEnvelopes } from '../../lib/mailbox/list-envelopes';
import { withTestDatabase } from '../support/database';
import { makeDraft, storePart } from '../support/draft-world';
import { sendOne, twoPeople } from '../support/list-world';
import { fileSealed, fullRights } from '../support/mailboxes';
import { addGuest, type Person, withTestServices } from '../support/sealed-world';

const database = withTestDatabase();
const under = withTestServices(database);
const world = () => twoPeople(under.services);
const send = (author: Person, recipients: SealRequest['recipients'], title?: string) =>
  sendOne(under.services, author, recipients, title);

/** Rows as sealed envelopes, quicker than sealing them. */
async function manySent(author: Person, to: Person, count: number): Promise<void> {
  const { db } = under.services;
  const start = Date.now() - 1_000_000;
  const ids = Array.from({ length: count }, (_, index) => ({
    id: uuidv7({ msecs: start + (index >> 1) }),
    at: new Date(start + (index >> 1)),
  }));
  await db.envelope.createMany({
    data: ids.map(({ id, at }) => ({
      id,
      state: 'sealed' as const,
      organisationId: author.actor.organisationId,
      mailboxId: author.mailboxId,
      authorKind: 'user',
      authorId: author.actor.userId,
      origin: 'browser',
      senderAddress: author.actor.email,
      sealedAt: at,
      updatedAt: at,
      expiresAt: new Date(at.getTime() + 1e9),
      accessUntil: new Date(at.getTime() + 1e9),
      releaseAt: at,
      seal: new Uint8Array([1]),
      sealSignature: 'x',
      sealingKeyId: 'x',
    })),
  });
  await db.recipient.createMany({
    data: ids.map(({ id, at }) => ({
      id: uuidv7({ msecs: at.getTime() }),
      envelopeId: id,
      kind: 'to' as const,
      address: to.actor.email,
      mailboxId: to.mailboxId,
      reference: randomBytes(24).toString('base64url'),
      salt: new Uint8Array(16),
      locale: 'fr',
      notificationId: '<x@y>',
      deliveryState: 'released',
      releasedAt: at,
    })),
  });
  await fileSealed(db, { id: { in: ids.map(({ id }) => id) } });
}

async function readAll(
  actor: UserActor | GuestActor,
  query: ListEnvelopesQuery,
): Promise<{ items: EnvelopeListItem[]; pages: number }> {
  const items: EnvelopeListItem[] = [];
  let cursor: string | null = null;
  let pages = 0;
  do {
    const page: Awaited<ReturnType<typeof listEnvelopes>> = await listEnvelopes(under.services, actor, {
      ...query,
      ...(cursor ? { cursor } : {}),
    });
    items.push(...page.items);
    cursor = page.nextCursor;
    pages += 1;
  } while (cursor !== null);
  return { items, pages };
}

describe('lists', () => {
  it('show a sent envelope to its sender and to its recipients, each their own side', async () => {
    const { services, anne, paul } = await world();
    const sent = await send(anne, [
      { address: paul.actor.email, kind: 'to', name: 'Paul' },
      { address: 'guest@elsewhere.example', kind: 'bcc' },
    ]);
    const common = {
      envelopeId: sent.envelopeId,
      title: 'Titre',
      at: sent.sealedAt,
      expiresAt: sent.expiresAt,
      attachmentCount: 1,
      attachmentBytes: 1234,
      openedAt: null,
      leavesAt: null,
      withdrawnAt: null,
      starred: false,
      changeNumber: 1, // the first change of each of these mailboxes
      laterUntil: null,
      backAt: null,
      leavesTrashAt: null,
      held: false,
      altered: false,
    };
    expect((await readAll(anne.actor, { box: 'sent' })).items).toEqual([
      {
        ...common,
        itemId: sent.envelopeId,
        mailboxId: anne.mailboxId,
        readAt: sent.sealedAt,
        reference: null,
        sender: null,
        recipients: [
          {
            address: paul.actor.email,
            name: 'Paul',
            openedAt: null,
            failed: false,
            reported: false,
            withdrawn: false,
          },
          {
            address: 'guest@elsewhere.example',
            name: null,
            openedAt: null,
            failed: false,
            reported: false,
            withdrawn: false,
          },
        ],
      },
    ]);
    const received = {
      ...common,
      readAt: null,
      recipients: [],
      sender: { address: anne.actor.email, name: 'anne', organisation: 'Hôpital' },
    };
    const rows = await services.db.recipient.findMany({ where: { envelopeId: sent.envelopeId } });
    const referenceOf = (address: string) => rows.find((row) => row.address === address)?.reference;
    const copyOf = async (recipientAddress: string) => {
      const { id: recipientId } = rows.find(({ address }) => address === recipientAddress) ?? { id: '' };
      const { id: itemId, mailboxId } = await services.db.mailboxItem.findUniqueOrThrow({
        where: { recipientId },
      });
      return { ...received, itemId, mailboxId, reference: referenceOf(recipientAddress) };
    };
    expect((await readAll(paul.actor, { box: 'inbox' })).items).toEqual([await copyOf(paul.actor.email)]);
    const guest = await addGuest(services, 'guest@elsewhere.example');
    expect((await readAll(guest, { box: 'inbox' })).items).toEqual([await copyOf(guest.address)]);
    expect((await readAll(guest, { box: 'sent' })).items).toEqual([]);
    expect((await readAll(paul.actor, { box: 'sent' })).items).toEqual([]);
    expect((await readAll(anne.actor, { box: 'inbox' })).items).toEqual([]);
  });

  it('give every row once, newest first, in pages of 50, also where many share a millisecond', async () => {
    const { anne, paul } = await world();
    await manySent(anne, paul, 133);
    for (const [actor, box] of [
      [anne.actor, 'sent'],
      [paul.actor, 'inbox'],
    ] as const) {
      const { items, pages } = await readAll(actor, { box });
      expect(pages).toBe(3);
      expect(new Set(items.map(({ envelopeId }) => envelopeId)).size).toBe(133);
      expect(items.map(({ at }) => at)).toEqual(
        items
          .map(({ at }) => at)
          .sort()
          .reverse(),
      );
    }
  });

  it('merge several mailboxes of one person, or show the one that is asked for', async () => {
    const { services, anne, paul } = await world();
    const shared = await services.db.mailbox.create({
      data: {
        id: uuidv7(),
        organisationId: paul.actor.organisationId,
        kind: 'shared',
        name: 'Secrétariat',
        addresses: { create: { address: `secretariat-${uuidv7()}@cabinet.example` } },
        members: { create: { userId: paul.actor.userId } },
      },
      include: { addresses: true },
    });
    const actor = { ...paul.actor, mailboxes: [paul.mailboxId, shared.id].map(fullRights) };
    await send(anne, [{ address: paul.actor.email, kind: 'to' }], 'un');
    await send(anne, [{ address: shared.addresses[0]?.address ?? '', kind: 'to' }], 'deux');
    await send(anne, [{ address: paul.actor.email, kind: 'cc' }], 'trois');
    const titles = async (query: ListEnvelopesQuery) =>
      (await readAll(actor, query)).items.map(({ title }) => title);
    expect(await titles({ box: 'inbox' })).toEqual(['trois', 'deux', 'un']);
    expect(await titles({ box: 'inbox', mailbox: shared.id })).toEqual(['deux']);
    expect(await titles({ box: 'inbox', mailbox: paul.mailboxId })).toEqual(['trois', 'un']);
  });

  it('show drafts to their author only, with what has been attached so far', async () => {
    const { services, anne, paul } = await world();
    const draft = await makeDraft(services, anne);
    await storePart(services, draft, 'attachment', randomBytes(777));
    expect((await readAll(anne.actor, { box: 'drafts' })).items).toMatchObject([
      { envelopeId: draft.envelopeId, title: null, attachmentCount: 1, attachmentBytes: 777 },
    ]);
    const sharing = { ...paul.actor, mailboxes: [...paul.actor.mailboxes, fullRights(anne.mailboxId)] };
    expect((await readAll(sharing, { box: 'drafts' })).items).toEqual([]);
  });

  it('refuse a foreign mailbox and cursors that are none, and an auditor sees nothing', async () => {
    const { services, anne, paul } = await world();
    await send(anne, [{ address: paul.actor.email, kind: 'to' }]);
    await expect(
      listEnvelopes(services, anne.actor, { box: 'inbox', mailbox: paul.mailboxId }),
    ).rejects.toMatchObject({ code: 'not-found' });
    for (const cursor of [
      '',
      'x',
      `2026-13-01T00:00:00.000Z_${uuidv7()}`,
      `2026-01-01T00:00:00.000Z_' OR 1=1`,
    ]) {
      await expect(listEnvelopes(services, anne.actor, { box: 'inbox', cursor })).rejects.toMatchObject({
        code: 'bad-request',
      });
    }
    const auditor = { ...paul.actor, role: 'auditor' as const };
    expect((await listEnvelopes(services, auditor, { box: 'inbox' })).items).toEqual([]);
  });

  it('do not show what its recipient reported as not meant for him, until the sender clears it', async () => {
    const { services, anne, paul } = await world();
    const { envelopeId } = await send(anne, [{ address: paul.actor.email, kind: 'to' }]);
    const block = (blockedAt: Date | null) =>
      services.db.recipient.updateMany({
        where: { envelopeId },
        data: { reportedAt: new Date(), blockedAt },
      });
    await block(new Date());
    expect((await readAll(paul.actor, { box: 'inbox' })).items).toEqual([]);
    expect((await readAll(anne.actor, { box: 'sent' })).items[0]?.recipients[0]).toMatchObject({
      reported: true,
    });
    await block(null);
    expect((await readAll(paul.actor, { box: 'inbox' })).items).toHaveLength(1);
  });

  it('take as many queries for fifty rows as for one', async () => {
    const { services, anne, paul } = await world();
    const db = new PrismaClient({
      adapter: new PrismaPg({ connectionString: database.url }),
      log: [{ emit: 'event', level: 'query' }],
    });
    let queries = 0;
    db.$on('query', () => {
      queries += 1;
    });
    const counted = async (query: ListEnvelopesQuery, actor: UserActor) => {
      queries = 0;
      // the cast: a client that also logs has every method the lists use
      await listEnvelopes({ ...services, db: db as unknown as typeof services.db }, actor, query);
      return queries;
    };
    await manySent(anne, paul, 1);
    const one = [await counted({ box: 'sent' }, anne.actor), await counted({ box: 'inbox' }, paul.actor)];
    await manySent(anne, paul, 60);
    expect([await counted({ box: 'sent' }, anne.actor), await counted({ box: 'inbox' }, paul.actor)]).toEqual(
      one,
    );
    await db.$disconnect();
  });

  it('say the same of a letter and its recipients in inbox, sent and status', async () => {
    const { anne, paul } = await world();
    const { envelopeId } = await send(anne, [{ address: paul.actor.email, kind: 'to', name: 'Dr Paul' }]);
    const [inbox] = (await listEnvelopes(under.services, paul.actor, { box: 'inbox' })).items;
    const [sent] = (await listEnvelopes(under.services, anne.actor, { box: 'sent' })).items;
    const status = await envelopeStatus(under.services, anne.actor, envelopeId);
    const alike = { envelopeId, title: 'Titre', attachmentCount: 1, attachmentBytes: 1234 };
    for (const shown of [inbox, sent, status])
      expect(letterSummary.parse(only(shown, letterSummary))).toEqual(alike);
    const person = { address: paul.actor.email, name: 'Dr Paul', openedAt: null };
    for (const shown of [sent?.recipients[0], status.recipients[0]])
      expect(recipientSummary.parse(only(shown, recipientSummary))).toEqual(person);
  });
});

/** The members of an answer that a schema has. */
function only(answer: object | undefined, schema: { shape: object }) {
  return Object.fromEntries(Object.entries(answer ?? {}).filter(([name]) => name in schema.shape));
}
