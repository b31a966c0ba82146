import { beforeAll, describe, expect, test } from 'vitest';
import { queryEntries } from '../../lib/audit/explore/query-entries';
import type { ExportFormat } from '../../lib/audit/explore/wire';
import { exportEntries } from '../../lib/audit/export/export-entries';
import { readNumbered } from '../../lib/audit/export/read-numbered';
import { appendEntry } from '../../lib/audit/trail/append-entry';
import { integrateAll } from '../../lib/transparency-log/integrate-entries';
import { verifyFile } from '../../lib/verify/verify-file';
import { withTestDatabase } from '../support/database';
import {
  addGuest,
  addOrganisation,
  addPerson,
  type Person,
  sealLetter,
  withTestServices,
} from '../support/sealed-world';

const reader = { address: '192.0.2.200', agent: 'who-reads' };
/** Where each visit came from, and which of the two organisations is shown it. */
const visits = {
  senderSeals: { address: '198.51.100.1', agent: 'agent-of-the-sender' },
  memberOpens: { address: '198.51.100.2', agent: 'agent-of-the-member' },
  strangerAtMember: { address: '198.51.100.3', agent: 'agent-at-the-member' },
  guestOpens: { address: '198.51.100.4', agent: 'agent-of-the-guest' },
} as const;

describe('where people of another organisation work', () => {
  const database = withTestDatabase();
  const made = withTestServices(database);
  let chief: Person;
  let otherChief: Person;

  beforeAll(async () => {
    const { services } = made;
    const hospital = await addOrganisation(services, 'CHU');
    const practice = await addOrganisation(services, 'Cabinet');
    chief = await addPerson(services, hospital, 'chef', 'administrator');
    otherChief = await addPerson(services, practice, 'autre-chef', 'administrator');
    const anne = await addPerson(services, hospital, 'anne');
    const paul = await addPerson(services, practice, 'paul');
    const guest = await addGuest(services, 'invite@ailleurs.example');
    const { envelopeId, recipients } = await sealLetter(services, anne, [
      { who: paul },
      { who: guest.address },
    ]);
    const both = [hospital.id, practice.id];
    const paulsPlace = recipients[paul.actor.email]?.id ?? '';
    const guestsPlace = recipients[guest.address]?.id ?? '';
    const anyone = { kind: 'anonymous' } as const;
    await database.db.$transaction(async (tx) => {
      const about = { envelopeId, organisationIds: both };
      const append = (
        entry: Pick<Parameters<typeof appendEntry>[1], 'event' | 'actor' | 'client' | 'recipientId'>,
      ) => appendEntry(tx, { ...about, ...entry });
      await append({ event: 'SubmissionAcceptance', actor: anne.actor, client: visits.senderSeals });
      await append({
        event: 'ContentHandover',
        actor: paul.actor,
        client: visits.memberOpens,
        recipientId: paulsPlace,
      });
      await append({
        event: 'LinkFetched',
        actor: anyone,
        client: visits.strangerAtMember,
        recipientId: paulsPlace,
      });
      await append({
        event: 'ContentHandover',
        actor: guest,
        client: visits.guestOpens,
        recipientId: guestsPlace,
      });
    });
    await integrateAll(services);
  });

  const shown = {
    sender: ['senderSeals', 'guestOpens'],
    recipient: ['memberOpens', 'strangerAtMember', 'guestOpens'],
  } as const;
  const expectShown = (text: string, names: readonly (keyof typeof visits)[]) => {
    for (const [name, { address, agent }] of Object.entries(visits)) {
      const isShown = names.some((one) => one === name);
      expect(text.includes(address), `${name}: address`).toBe(isShown);
      expect(text.includes(agent), `${name}: device`).toBe(isShown);
    }
  };
  const readers = () =>
    [
      [chief.actor, shown.sender],
      [otherChief.actor, shown.recipient],
    ] as const;

  test('is not shown in the explorer', async () => {
    for (const [actor, names] of readers()) {
      const answer = await queryEntries(made.services, { actor, client: reader, query: {} });
      expect(answer.items.length).toBeGreaterThanOrEqual(4);
      expectShown(JSON.stringify(answer), names);
    }
  });

  test.each(['csv', 'jsonl'] as const)('nor written into an export as %s', async (format: ExportFormat) => {
    for (const [actor, names] of readers()) {
      const input = { actor, client: reader, filter: {}, format };
      const chunks: Uint8Array[] = [];
      for await (const chunk of (await exportEntries(made.services, input)).chunks) chunks.push(chunk);
      const file = Buffer.concat(chunks);
      expectShown(file.toString(), names);
      if (format === 'csv') continue;
      // What is not shown is still committed: the file verifies whole.
      const report = await verifyFile(new Blob([new Uint8Array(file)]), {
        logKey: made.services.keys.log.verifierKey,
      });
      expect(report.checks.filter(({ state }) => state !== 'verified')).toEqual([]);
    }
  });

  test('nor delivered to a collector', async () => {
    for (const [actor, names] of readers()) {
      const { entries } = await readNumbered(database.db, actor.organisationId, { after: 0, limit: 100 });
      expectShown(JSON.stringify(entries), names);
    }
  });
});
