import { randomBytes } from 'node:crypto';
import type { SealRequest } from '../../lib/envelope/wire';
import { sealEnvelope } from '../../lib/seal/seal-envelope';
import type { Services } from '../../lib/services';
import { makeDraft, requestFor, storeLetter } from './draft-world';
import { addOrganisation, addPerson, type Person } from './sealed-world';
import { testClient } from './test-client';

/** Two people of two organisations, made for one test. */
export async function twoPeople(services: Services) {
  const hospital = await addOrganisation(services, 'Hôpital');
  const practice = await addOrganisation(services, 'Cabinet');
  return {
    services,
    anne: await addPerson(services, hospital, 'anne'),
    paul: await addPerson(services, practice, 'paul'),
  };
}

/** Seals a letter with one file of 1,234 bytes. */
export async function sendOne(
  services: Services,
  author: Person,
  recipients: SealRequest['recipients'],
  title = 'Titre',
) {
  const draft = await makeDraft(services, author);
  const request = await requestFor(
    draft,
    await storeLetter(services, draft, [randomBytes(1234)]),
    recipients,
    {
      title,
    },
  );
  return sealEnvelope(services, author.actor, { envelopeId: draft.envelopeId, client: testClient, request });
}
