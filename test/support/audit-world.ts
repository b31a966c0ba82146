import { v7 as uuidv7 } from 'uuid';
import { beforeAll } from 'vitest';
import { queryEntries } from '../../lib/audit/explore/query-entries';
import { type AuditItem, auditQuery } from '../../lib/audit/explore/wire';
import { exportEntries } from '../../lib/audit/export/export-entries';
import { appendEntry } from '../../lib/audit/trail/append-entry';
import type { TestDatabase } from './database';
import { addOrganisation, addPerson, type Person, withTestServices } from './sealed-world';

/** From where everything in the trail was done and is looked at. */
export const auditClient = { address: '192.0.2.7', agent: 'test' };

/**
 * A trail of 120 entries, of which `detail.n` counts: a hospital's, every tenth also a practice's; by a member and, every
 * third, by the practice's administrator; every fifth about `envelopeId`.
 */
export function withAuditTrail(database: TestDatabase) {
  const made = withTestServices(database);
  const people = {} as Record<'administrator' | 'auditor' | 'member' | 'stranger', Person>; // filled below
  let hospitalId = '';
  const envelopeId = uuidv7();
  beforeAll(async () => {
    const hospital = await addOrganisation(made.services, 'CHU de Test');
    const practice = await addOrganisation(made.services, 'Cabinet de Test');
    hospitalId = hospital.id;
    people.administrator = await addPerson(made.services, hospital, 'administratrice', 'administrator');
    people.auditor = await addPerson(made.services, hospital, 'auditeur', 'auditor');
    people.member = await addPerson(made.services, hospital, 'medecin');
    people.stranger = await addPerson(made.services, practice, 'ailleurs', 'administrator');
    for (let n = 0; n < 120; n++) {
      await database.db.$transaction((tx) =>
        appendEntry(tx, {
          event: n % 2 ? 'SignedIn' : 'ContentHandover',
          actor: n % 3 ? people.member.actor : people.stranger.actor,
          client: auditClient,
          organisationIds: n % 10 ? [hospital.id] : [hospital.id, practice.id],
          ...(n % 5 === 0 ? { envelopeId } : {}),
          detail: { n },
        }),
      );
    }
  });
  const read = (who: Person, query: Record<string, string> = {}) =>
    queryEntries(made.services, { actor: who.actor, client: auditClient, query: auditQuery.parse(query) });
  return {
    made,
    people,
    envelopeId,
    get hospitalId() {
      return hospitalId;
    },
    read,
    /** Every page of it. */
    async readAll(who: Person, query: Record<string, string> = {}) {
      const items: AuditItem[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const page: Awaited<ReturnType<typeof read>> = await read(who, { ...query, cursor });
        items.push(...page.items);
        cursor = page.nextCursor;
      }
      return items;
    },
    /** The text of an export. */
    async file(who: Person, format: 'csv' | 'jsonl', filter = {}) {
      const input = { actor: who.actor, client: auditClient, filter, format };
      const chunks: Uint8Array[] = [];
      for await (const chunk of (await exportEntries(made.services, input)).chunks) chunks.push(chunk);
      return Buffer.concat(chunks).toString('utf8');
    },
  };
}
