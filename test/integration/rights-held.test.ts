import { setTimeout as pause } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Actor, UserActor } from '../../lib/access/actor';
import { countEntries } from '../../lib/audit/explore/count-entries';
import { queryEntries } from '../../lib/audit/explore/query-entries';
import { exportEntries } from '../../lib/audit/export/export-entries';
import { lockOwner } from '../../lib/auth/lock-actor';
import type { Tx } from '../../lib/db/transaction';
import type { EvidenceSubject } from '../../lib/evidence/find-evidence';
import { issueEvidence } from '../../lib/evidence/issue-evidence';
import { openEnvelope } from '../../lib/open/open-envelope';
import type { Services } from '../../lib/services';
import { exportStatistics } from '../../lib/statistics/export-statistics';
import { readStatistics } from '../../lib/statistics/read-statistics';
import { withTestDatabase } from '../support/database';
import { addGuest, addOrganisation, addPerson, sealLetter, withTestServices } from '../support/sealed-world';

const client = { address: '192.0.2.11', agent: 'test' };
const query = { from: '2026-01-01', to: '2026-12-31', zone: 'UTC' };
const database = withTestDatabase();
const made = withTestServices(database);

async function world(services: Services) {
  const hospital = await addOrganisation(services, 'CHU');
  const chief = (await addPerson(services, hospital, 'chef', 'administrator')).actor;
  const sender = await addPerson(services, hospital, 'anne');
  const guest = await addGuest(services, `marie@${hospital.domain}.elsewhere.example`);
  const { envelopeId, recipients } = await sealLetter(services, sender, [{ who: guest.address }]);
  const reference = recipients[guest.address]?.reference ?? '';
  // an entry that the administrator sees
  await openEnvelope(services, { actor: guest, client: { address: null, agent: null }, reference });
  return { chief, sender: sender.actor, guest, envelopeId, reference };
}
type World = Awaited<ReturnType<typeof world>>;

const evidence = (services: Services, actor: Actor, subject: EvidenceSubject) =>
  issueEvidence(services, { actor, client, locale: 'fr', subject });
const sessionsEnd = async (tx: Tx, actor: UserActor | World['guest']) => {
  const owner = actor.kind === 'user' ? { userId: actor.userId } : { guestId: actor.guestId };
  await lockOwner(tx, owner);
  await tx.session.updateMany({ where: owner, data: { endedAt: new Date() } });
};
const isDemoted = async (tx: Tx, { userId }: UserActor) => {
  await lockOwner(tx, { userId });
  await tx.user.update({ where: { id: userId }, data: { role: 'member' } });
};

/** What reads a right and writes an entry by it; who does it, and what she may not do any more a moment later. */
const deeds: {
  name: string;
  act: (services: Services, here: World) => Promise<unknown>;
  end: (tx: Tx, here: World) => Promise<void>;
  refusal: string;
}[] = [
  {
    name: 'evidence of a sent letter',
    act: (services, { sender, envelopeId }) => evidence(services, sender, { as: 'sender', envelopeId }),
    end: (tx, { sender }) => sessionsEnd(tx, sender),
    refusal: 'sign-in-required',
  },
  {
    name: 'evidence of a received letter',
    act: (services, { guest, reference }) => evidence(services, guest, { as: 'recipient', reference }),
    end: (tx, { guest }) => sessionsEnd(tx, guest),
    refusal: 'sign-in-required',
  },
  {
    name: 'evidence for an administrator',
    act: (services, { chief, envelopeId }) => evidence(services, chief, { as: 'administrator', envelopeId }),
    end: (tx, { chief }) => isDemoted(tx, chief),
    refusal: 'not-found',
  },
  {
    name: 'a page of the trail',
    act: (services, { chief }) => queryEntries(services, { actor: chief, client, query: {} }),
    end: (tx, { chief }) => isDemoted(tx, chief),
    refusal: 'not-found',
  },
  {
    name: 'counts of the trail',
    act: (services, { chief }) => countEntries(services, { actor: chief, client, filter: {}, zone: 'UTC' }),
    end: (tx, { chief }) => isDemoted(tx, chief),
    refusal: 'not-found',
  },
  {
    name: 'an export of the trail',
    act: async (services, { chief }) => {
      const { chunks } = await exportEntries(services, { actor: chief, client, filter: {}, format: 'jsonl' });
      await chunks.return(undefined);
    },
    end: (tx, { chief }) => sessionsEnd(tx, chief),
    refusal: 'sign-in-required',
  },
  {
    name: 'statistics',
    act: (services, { chief }) => readStatistics(services, { actor: chief, client, query }),
    end: (tx, { chief }) => isDemoted(tx, chief),
    refusal: 'not-found',
  },
  {
    name: 'statistics as a table',
    act: (services, { chief }) => exportStatistics(services, { actor: chief, client, query }),
    end: (tx, { chief }) => isDemoted(tx, chief),
    refusal: 'not-found',
  },
];

describe('a right that ends while it is being used', () => {
  let here: World;
  beforeEach(async () => {
    here = await world(made.services);
  });
  const entries = () =>
    database.db.auditEntry.count({
      where: {
        event: { in: ['EvidenceIssued', 'AuditRead', 'AuditExported'] },
        clientAddress: client.address,
      },
    });

  test.each(deeds)(
    '$name: who comes second is refused, and no entry says that it was given',
    async ({ act, end, refusal }) => {
      const before = await entries();
      let deed: Promise<unknown> = Promise.resolve();
      await database.db.$transaction(async (tx) => {
        await end(tx, here);
        deed = act(made.services, here).then(
          () => 'given',
          (error: { code?: string }) => error.code ?? String(error),
        );
        // on a connection of its own it reads what is committed, until it has to wait
        await pause(300);
      });
      expect(await deed).toBe(refusal);
      expect(await entries()).toBe(before);
    },
  );

  test.each(deeds)('$name: while it stands, it is given', async ({ act }) => {
    await act(made.services, here);
    expect(await entries()).toBeGreaterThan(0);
  });
});
