import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { choosePassword } from '../../lib/auth/choose-password';
import { createMember } from '../../lib/members/create-member';
import { sealEnvelope } from '../../lib/seal/seal-envelope';
import { withTestDatabase } from '../support/database';
import { makeDraft, requestFor, storeLetter, testClient } from '../support/draft-world';
import { mailedSecret } from '../support/mailed-secret';
import { goodPassword } from '../support/people';
import { sealWorld, to } from '../support/seal-world';
import { addPerson, withTestServices } from '../support/sealed-world';

const database = withTestDatabase();
const under = withTestServices(database);
const { world } = sealWorld(under);

describe('an address that becomes a mailbox while a letter to it is being sealed', () => {
  it('leaves the letter with the guest until the member has proved the address, and never between the two', async () => {
    const { services, anne, practice } = await world();
    const { actor: head } = await addPerson(services, practice, 'chef', 'administrator');
    const email = `nouvelle@${practice.domain}`;
    const draft = await makeDraft(services, anne);
    const request = requestFor(draft, await storeLetter(services, draft), to(email));

    let reached = () => {};
    const asked = new Promise<void>((resolve) => {
      reached = resolve;
    });
    let goOn = () => {};
    const released = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const { objectStore } = services;
    const slow = {
      ...services,
      objectStore: {
        ...objectStore,
        list: async (envelopeId: string) => {
          reached();
          await released;
          return objectStore.list(envelopeId);
        },
      },
    };
    const input = { envelopeId: draft.envelopeId, client: testClient, request };
    const sealed = sealEnvelope(slow, anne.actor, input);
    await asked; // the seal has found no mailbox of this address
    const member = { email, displayName: 'Nouvelle', role: 'member', locale: 'fr' } as const;
    const created = createMember(services, head, member, testClient);
    await Promise.race([created, pause(700)]);
    goOn();
    await Promise.all([sealed, created]);

    const { mailboxId } = await services.db.mailboxAddress.findUniqueOrThrow({ where: { address: email } });
    const owners = () =>
      services.db.recipient.findMany({
        where: { envelopeId: draft.envelopeId },
        select: { mailbox: { select: { id: true, kind: true } }, item: { select: { mailboxId: true } } },
      });
    const [asGuest] = await owners();
    expect(asGuest?.mailbox.kind).toBe('guest');
    expect(asGuest?.item?.mailboxId).toBe(asGuest?.mailbox.id);

    const { token } = await mailedSecret(services, email);
    await choosePassword(services, { token, newPassword: goodPassword }, testClient);
    expect(await owners()).toEqual([{ mailbox: { id: mailboxId, kind: 'personal' }, item: { mailboxId } }]);
  });
});
