import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { choosePassword } from '../../lib/auth/choose-password';
import { discardDraft } from '../../lib/draft/discard-draft';
import type { AppError } from '../../lib/errors';
import { changeOwnership } from '../../lib/mailbox/address-ownership';
import { createMember } from '../../lib/members/create-member';
import type { ObjectHome } from '../../lib/ports/object-store';
import { sealEnvelope } from '../../lib/seal/seal-envelope';
import { storeCarried } from '../../lib/seal/store-carried';
import { withTestDatabase } from '../support/database';
import { makeDraft, requestFor, storeLetter } from '../support/draft-world';
import { mailedSecret } from '../support/mailed-secret';
import { goodPassword } from '../support/people';
import { until } from '../support/pli';
import { sealWorld, to } from '../support/seal-world';
import { addPerson, withTestServices } from '../support/sealed-world';
import { testClient } from '../support/test-client';
import { writeLetter } from '../support/written-letter';

const database = withTestDatabase();
const under = withTestServices(database);
const { world } = sealWorld(under);

describe('a seal that waits for an address', () => {
  it('holds no letter meanwhile: who discards its draft comes first, and nothing is sealed', async () => {
    const { services, anne } = await world();
    const address = `${randomUUID()}@ailleurs.example`;
    const { envelopeId, request } = await writeLetter(services, anne, to(address));
    await storeCarried(services, anne.actor, { envelopeId, request });
    const sealed = await services.db.$transaction(async (tx) => {
      await changeOwnership(tx, address);
      const sealing = sealEnvelope(services, anne.actor, { envelopeId, client: testClient, request }).catch(
        (error: AppError) => error.code,
      );
      await untilWaiting(services);
      await discardDraft(services, anne.actor, envelopeId);
      return { sealing };
    });
    expect(await sealed.sealing).toBe('not-found');
    expect(await services.db.envelope.count({ where: { id: envelopeId } })).toBe(0);
  });

  async function untilWaiting({ db }: typeof under.services): Promise<void> {
    const waiting = () => db.$queryRaw<unknown[]>`
      SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
    await until(async () => (await waiting()).length > 0, 20, 'nobody waits for the address');
  }
});

describe('an address that becomes a mailbox while a letter to it is being sealed', () => {
  it('leaves the letter with the guest until the member has proved the address, and never between the two', async () => {
    const { services, anne, practice } = await world();
    const { actor: head } = await addPerson(services, practice, 'chef', 'administrator');
    const email = `nouvelle@${practice.domain}`;
    const draft = await makeDraft(services, anne);
    const request = await requestFor(draft, await storeLetter(services, draft), to(email));

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
        list: async (home: ObjectHome) => {
          reached();
          await released;
          return objectStore.list(home);
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
