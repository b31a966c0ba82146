import { afterAll, afterEach, beforeEach } from 'vitest';
import { appendEntry } from '../../lib/audit/trail/append-entry';
import { createDestination } from '../../lib/destinations/create-destination';
import { deliverEntries } from '../../lib/destinations/deliver-entries';
import { listDestinations } from '../../lib/destinations/list-destinations';
import { createDestinationRequest } from '../../lib/destinations/wire';
import { timestampedCheckpoint } from '../../lib/transparency-log/timestamped-checkpoint';
import type { TestDatabase } from './database';
import { addOrganisation, addPerson, type Person, withTestServices } from './sealed-world';
import { TlsFiles } from './tls-files';

export const collectorClient = { address: '192.0.2.7', agent: 'test' };

/** 1 to `count`. */
export const upTo = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

/** An organisation's trail and the destinations it is delivered to; a new organisation each test, whose administrator is `chief`. */
export function withCollectors(database: TestDatabase) {
  const made = withTestServices(database, () => ({ PLI_OUTBOUND_PRIVATE: '127.0.0.0/8' }));
  const tls = new TlsFiles();
  const stops: (() => Promise<void>)[] = [];
  let chief: Person;
  const addChief = async (name: string) =>
    addPerson(made.services, await addOrganisation(made.services, name), 'chef', 'administrator');
  beforeEach(async () => {
    chief = await addChief('CHU');
  });
  afterEach(async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
    await database.db.auditDestination.deleteMany();
  });
  afterAll(() => tls.remove());

  const create = async (request: unknown) => {
    const parsed = createDestinationRequest.parse({ name: 'SIEM', ...(request as object) });
    const input = { actor: chief.actor, client: collectorClient, request: parsed };
    const { id, secret } = await createDestination(made.services, input);
    await timestampedCheckpoint(made.services);
    return { id, secret: secret ?? '' };
  };
  return {
    made,
    tls,
    get chief() {
      return chief;
    },
    /** An administrator of an organisation of his own. */
    addChief,
    /** Ended after the test, the last one first. */
    stopLater: (stop: () => Promise<void>) => void stops.push(stop),
    /** So many entries, integrated into the log. */
    async write(count: number, who = chief, agent = 'test') {
      for (let n = 0; n < count; n++) {
        await database.db.$transaction((tx) =>
          appendEntry(tx, {
            event: 'SignedIn',
            actor: who.actor,
            client: { address: '192.0.2.7', agent },
            organisationIds: [who.actor.organisationId],
          }),
        );
      }
      await timestampedCheckpoint(made.services);
    },
    create,
    toSyslog: (port: number, settings: object = {}) =>
      create({
        kind: 'syslog',
        settings: { host: 'localhost', port, caPem: tls.read('ca.pem'), ...settings },
      }),
    deliver: (id: string) => deliverEntries(made.services, { destinationId: id }),
    async shown(id: string) {
      const { destinations } = await listDestinations(made.services, chief.actor);
      const found = destinations.find((one) => one.id === id);
      if (!found) throw new Error('the destination is not listed');
      return found;
    },
  };
}
