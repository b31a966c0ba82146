import { beforeAll } from 'vitest';
import type { Actor } from '../../lib/access/actor';
import { openEnvelope } from '../../lib/open/open-envelope';
import { withTestDatabase } from './database';
import { addOrganisation, addPerson, type Person, sealLetter, withTestServices } from './sealed-world';

/** Where the openings come from. */
export const client = { address: '192.0.2.7', agent: 'test' };
export const guestAddress = 'generaliste@exterieur.example';

type People = Record<'sender' | 'colleague' | 'reader' | 'stranger', Person>;

/** A hospital that sends, a practice that reads, and letters between them. Read `people` inside tests only. */
export function withOpenings() {
  const database = withTestDatabase();
  const made = withTestServices(database);
  const people = {} as People; // filled before the first test
  beforeAll(async () => {
    const hospital = await addOrganisation(made.services, 'CHU de Test');
    const practice = await addOrganisation(made.services, 'Cabinet de Test');
    people.sender = await addPerson(made.services, hospital, 'expediteur');
    people.colleague = await addPerson(made.services, hospital, 'collegue');
    people.reader = await addPerson(made.services, practice, 'lecteur');
    people.stranger = await addPerson(made.services, practice, 'autre');
  });
  return {
    database,
    made,
    people,
    letterTo: (...who: (Person | string)[]) =>
      sealLetter(
        made.services,
        people.sender,
        who.map((one) => ({ who: one })),
      ),
    /** What followed the sealing. */
    entries: (envelopeId: string) =>
      database.db.auditEntry.findMany({
        where: { envelopeId, event: { not: 'SubmissionAcceptance' } },
        orderBy: { id: 'asc' },
        include: { visibility: true },
      }),
    open: (actor: Actor, reference: string) => openEnvelope(made.services, { actor, client, reference }),
  };
}
