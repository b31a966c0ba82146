import type { ParsedSealRequest } from '../../lib/envelope/wire';
import { sealEnvelope } from '../../lib/seal/seal-envelope';
import type { Services } from '../../lib/services';
import type { TestDraft } from './draft-world';
import { addOrganisation, addPerson, type Person } from './sealed-world';
import { testClient } from './test-client';

/** One addressee. */
export const to = (address: string) => [{ address, kind: 'to' as const }];

/** What tests of drafts and of the seal ask again and again; `under` is what `withTestServices` gives. */
export function sealWorld(under: { readonly services: Services }) {
  return {
    /** Anne of a hospital, Paul of a practice. */
    async world() {
      const { services } = under;
      const hospital = await addOrganisation(services, 'Hôpital');
      const practice = await addOrganisation(services, 'Cabinet');
      const anne = await addPerson(services, hospital, 'anne');
      const paul = await addPerson(services, practice, 'paul');
      return { services, hospital, practice, anne, paul };
    },

    /** Anne and Bob of one hospital. */
    async twoPeople() {
      const { services } = under;
      const hospital = await addOrganisation(services, 'Hôpital');
      const anne = await addPerson(services, hospital, 'anne');
      const bob = await addPerson(services, hospital, 'bob');
      return { services, hospital, anne, bob };
    },

    seal(draft: TestDraft, request: ParsedSealRequest, who: Person = draft.author) {
      const input = { envelopeId: draft.envelopeId, client: testClient, request };
      return sealEnvelope(under.services, who.actor, input);
    },

    /** Nothing of a seal has been written. */
    async isStillDraft(envelopeId: string): Promise<boolean> {
      const { db } = under.services;
      const { state } = await db.envelope.findUniqueOrThrow({ where: { id: envelopeId } });
      const recipients = await db.recipient.count({ where: { envelopeId } });
      const entries = await db.auditEntry.count({ where: { envelopeId, event: 'SubmissionAcceptance' } });
      return state === 'draft' && recipients === 0 && entries === 0;
    },

    /** Jobs of a name whose payload names the id. */
    jobsOf: (name: string, id: string) =>
      under.services.db.$queryRawUnsafe<{ data: object; start_after: Date }[]>(
        `SELECT data, start_after FROM pgboss.job WHERE name = $1 AND data::text LIKE $2`,
        name,
        `%${id}%`,
      ),
  };
}
