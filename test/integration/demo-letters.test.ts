import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { UserActor } from '../../lib/access/actor';
import { documentDigest } from '../../lib/envelope-format/envelope-state';
import { parseSeal } from '../../lib/envelope-format/seal';
import { listEnvelopes } from '../../lib/mailbox/list-envelopes';
import { openEnvelope } from '../../lib/open/open-envelope';
import type { Services } from '../../lib/services';
import { makeDemoLetters, wantDemoLetters } from '../../prisma/seed/make-demo-letters';
import { seedDemo } from '../../prisma/seed/seed-demo';
import { withTestDatabase } from '../support/database';
import { fullRights } from '../support/mailboxes';
import { withTestServices } from '../support/sealed-world';
import { testClient } from '../support/test-client';
import { verifiedOpening } from '../support/verified-opening';

const filesDir = path.resolve('prisma/seed/files');

/** Services of a start that is killed before, or after, the commit of its `nth` transaction. */
function killedAt(services: Services, nth: number, when: 'before' | 'after'): Services {
  const { db } = services;
  let begun = 0;
  const transaction = async (work: (tx: unknown) => Promise<unknown>, options?: object) => {
    begun += 1;
    const isLast = begun === nth;
    const answer = await db.$transaction(async (tx) => {
      const done = await work(tx);
      if (isLast && when === 'before') throw new Error('killed');
      return done;
    }, options);
    if (isLast) throw new Error('killed');
    return answer;
  };
  const get = (target: Services['db'], name: string | symbol) => {
    if (name === '$transaction') return transaction;
    const value: unknown = Reflect.get(target, name);
    return typeof value === 'function' ? value.bind(target) : value;
  };
  return { ...services, db: new Proxy(db, { get }) };
}

async function claireOf({ db }: Services): Promise<UserActor> {
  const user = await db.user.findUniqueOrThrow({
    where: { email: 'claire.delmas@valmont.test' },
    include: { mailboxes: true },
  });
  const { id: userId, organisationId, email, displayName, role, mailboxes } = user;
  const own = mailboxes.map(({ mailboxId }) => fullRights(mailboxId));
  const expiresAt = new Date(Date.now() + 86_400_000);
  const { id: sessionId } = await db.session.create({ data: { id: crypto.randomUUID(), userId, expiresAt } });
  return {
    kind: 'user',
    userId,
    sessionId,
    organisationId,
    role,
    email,
    displayName,
    locale: 'fr',
    mailboxes: own,
  };
}

describe.each(['before', 'after'] as const)(
  'the letters of the demo, each start killed %s a commit',
  (when) => {
    const database = withTestDatabase();
    const made = withTestServices(database);
    let dataDir: string;
    let starts = 0;
    beforeAll(async () => {
      const { services } = made;
      dataDir = await mkdtemp(path.join(os.tmpdir(), 'pli-demo-letters-'));
      await wantDemoLetters(services, dataDir);
      await seedDemo(services, dataDir);
      for (let isMade = false; !isMade; ) {
        starts += 1;
        await wantDemoLetters(services, dataDir);
        isMade = await makeDemoLetters(killedAt(services, starts, when), dataDir, filesDir).then(
          () => true,
          (error: Error) => {
            if (error.message !== 'killed') throw error;
            return false;
          },
        );
      }
    });
    afterAll(() => rm(dataDir, { recursive: true, force: true }));

    test('are there once, whole, and nothing half made', async () => {
      const { db, objectStore } = made.services;
      expect(starts).toBeGreaterThan(5);
      const envelopes = await db.envelope.findMany({
        include: { uses: { include: { part: { include: { segments: true } } } } },
      });
      expect(envelopes.map(({ state }) => state)).toEqual(Array.from({ length: 7 }, () => 'sealed'));
      expect(envelopes.map(({ format }) => format)).toEqual(Array.from({ length: 7 }, () => 2));
      for (const { uses } of envelopes)
        for (const { partId, part } of uses) {
          const stored = await objectStore.list({ partId });
          expect(part.segments.filter(({ sha256 }) => !stored.has(sha256))).toEqual([]);
        }
      const answers = envelopes.filter(({ inReplyTo }) => inReplyTo !== null);
      expect(answers.map(({ authorKind }) => authorKind).sort()).toEqual(['guest', 'user']);
      for (const answer of answers) {
        const question = envelopes.find(({ id }) => id === answer.inReplyTo);
        expect(parseSeal(answer.seal ?? new Uint8Array())).toMatchObject({
          inReplyTo: await documentDigest(question?.seal ?? new Uint8Array()),
        });
      }
      expect(await db.auditEntry.count({ where: { event: 'ContentHandover' } })).toBe(3);
      expect(await db.auditEntry.count({ where: { event: 'AccessWithdrawn' } })).toBe(1);
      expect(
        await db.organisation.findMany({ distinct: 'takeBackSeconds', select: { takeBackSeconds: true } }),
      ).toEqual([{ takeBackSeconds: made.services.config.limits.takeBackSeconds }]);
    });

    test('show a newcomer something at once, and open and verify like any other', async () => {
      const { services } = made;
      const claire = await claireOf(services);
      const { items } = await listEnvelopes(services, claire, { box: 'inbox' });
      expect(new Set(items.map(({ title }) => title)).size).toBe(5);
      expect(items[0]?.title).toContain('échocardiographie');
      expect(
        items.map(({ readAt, withdrawnAt, attachmentCount }) => [
          readAt !== null,
          withdrawnAt !== null,
          attachmentCount,
        ]),
      ).toEqual([
        [false, false, 3],
        [false, false, 0],
        [false, false, 0],
        [true, true, 0],
        [true, false, 0],
      ]);
      expect((await listEnvelopes(services, claire, { box: 'sent' })).items).toHaveLength(2);
      const reference = items[0]?.reference ?? '';
      const answer = await openEnvelope(services, { actor: claire, client: testClient, reference });
      const { outcome, verified } = await verifiedOpening(services, answer);
      expect(outcome).toBe('verified');
      expect(verified?.manifest.parts.map(({ mediaType }) => mediaType)).toEqual([
        'text/html; charset=utf-8',
        'application/pdf',
        'image/png',
        'image/png',
      ]);
    });

    test('are made no second time, and never where organisations were there before', async () => {
      const { services } = made;
      await wantDemoLetters(services, dataDir);
      await makeDemoLetters(services, dataDir, filesDir);
      const other = await mkdtemp(path.join(os.tmpdir(), 'pli-demo-letters-'));
      await wantDemoLetters(services, other);
      await makeDemoLetters(services, other, filesDir);
      await rm(other, { recursive: true });
      expect(await services.db.envelope.count()).toBe(7);
    });
  },
);
