import { describe, expect, test } from 'vitest';
import type { Actor } from '../../lib/access/actor';
import { envelopeStatus } from '../../lib/delivery/envelope-status';
import { reportWrongRecipient } from '../../lib/delivery/report-wrong-recipient';
import { nameParts } from '../../lib/draft/name-parts';
import { findEvidence } from '../../lib/evidence/find-evidence';
import { fieldsFor } from '../../lib/evidence/reader-view';
import { restoreItems } from '../../lib/filing/restore-items';
import { countWaiting } from '../../lib/mailbox/count-waiting';
import { listEnvelopes } from '../../lib/mailbox/list-envelopes';
import { fetchLink } from '../../lib/open/fetch-link';
import { openEnvelope } from '../../lib/open/open-envelope';
import { openSentEnvelope } from '../../lib/open/open-sent-envelope';
import { recordPartDownload } from '../../lib/open/record-part-download';
import { renewReceivedRequests, renewSentRequests } from '../../lib/open/renew-requests';
import { signedFor } from '../../lib/vault/signed-for';
import { stillStands } from '../../lib/vault/still-stands';
import { withTestDatabase } from '../support/database';
import { sealWorld } from '../support/seal-world';
import { type Person, withTestServices } from '../support/sealed-world';
import { testClient as client } from '../support/test-client';
import { trashWorld } from '../support/trash-world';

const under = withTestServices(withTestDatabase());
const { world } = sealWorld(under);
const { letter, draft, trash, remove, throwAway } = trashWorld(under);
const boxes = ['inbox', 'sent', 'archive', 'trash'] as const;

async function listed({ actor }: Person): Promise<string[]> {
  const answers = await Promise.all(boxes.map((box) => listEnvelopes(under.services, actor, { box })));
  return answers.flatMap(({ items }) => items.map(({ itemId }) => itemId));
}
/** What each way to a letter answers: its code, or `given`. */
async function answers(ways: Record<string, () => Promise<unknown>>) {
  const outcomes = Object.entries(ways).map(async ([name, ask]) => {
    const code = await ask().then(
      (answer) => (answer === false ? 'not-found' : 'given'),
      (error: { code?: string }) => error.code,
    );
    return [name, code] as const;
  });
  return Object.fromEntries(await Promise.all(outcomes));
}
const restore = ({ actor }: Person, ...items: string[]) =>
  restoreItems(under.services, { actor, client, items });
const entries = (envelopeId: string, event: string) =>
  under.services.db.auditEntry.findMany({
    where: { envelopeId, event },
    include: { visibility: true },
    orderBy: { id: 'asc' },
  });

describe('a received copy that its mailbox removed', () => {
  const anonymous: Actor = { kind: 'anonymous' };
  type Letter = Awaited<ReturnType<typeof letter>>;
  const waysTo = (services: typeof under.services, { actor }: Person, one: Letter, into: string) => ({
    open: () => openEnvelope(services, { actor, client, reference: one.reference }),
    objects: () => renewReceivedRequests(services, { actor, reference: one.reference }),
    download: () =>
      recordPartDownload(services, { actor, client, reference: one.reference, partId: one.fileId }),
    parts: () =>
      nameParts(services, actor, {
        envelopeId: into,
        from: { reference: one.reference },
        parts: [one.fileId],
      }),
    'vault url': () =>
      stillStands(services, {
        key: { envelopeId: one.envelopeId, sha256: 'a'.repeat(64) },
        signedFor: signedFor(actor, 'received', one.recipientId),
      }),
    link: () => fetchLink(services, { actor, client, reference: one.reference }),
    'link, not signed in': () => fetchLink(services, { actor: anonymous, client, reference: one.reference }),
    evidence: () =>
      services.db.$transaction((tx) =>
        findEvidence(tx, actor, { as: 'recipient', reference: one.reference }),
      ),
    'not for you': () => reportWrongRecipient(services, { actor, client, reference: one.reference }),
  });
  const missing = (ways: Record<string, unknown>) =>
    Object.fromEntries(Object.keys(ways).map((name) => [name, 'not-found']));

  test('opens nothing there, in any way, and is in no list and no count; put back, it is all there again', async () => {
    const { services, anne, paul } = await world();
    const one = await letter(anne, paul);
    const { 'not for you': report, ...ways } = waysTo(services, paul, one, await draft(paul));
    await ways.open();
    await services.db.mailboxItem.update({ where: { id: one.received }, data: { readAt: null } });
    expect(await throwAway(paul, one.received)).toMatchObject({
      removed: [{ itemId: one.received }],
      held: [],
    });
    const all = { ...ways, 'not for you': report };
    expect(await answers(all)).toEqual(missing(all));
    expect(await listed(paul)).toEqual([]);
    expect((await countWaiting(services, [paul.mailboxId])).inbox).toBe(0);
    expect(await entries(one.envelopeId, 'OpeningRefused')).toEqual([]);

    expect(await restore(paul, one.received)).toMatchObject({ restored: [{ itemId: one.received }] });
    const given = Object.fromEntries(Object.keys(ways).map((name) => [name, 'given']));
    expect(await answers(ways)).toEqual(given);
    expect(await listed(paul)).toEqual([one.received]);
    expect(await restore(paul, one.received)).toEqual({ restored: [] });
  });

  test('shows the sender nothing: her status is the same, and only the trail of that mailbox says it, who and when', async () => {
    const { services, anne, paul, practice } = await world();
    const one = await letter(anne, paul);
    await openEnvelope(services, { actor: paul.actor, client, reference: one.reference });
    const status = () => envelopeStatus(services, anne.actor, one.envelopeId);
    const row = () => services.db.recipient.findUniqueOrThrow({ where: { id: one.recipientId } });
    const [before, rowBefore] = [await status(), await row()];
    await throwAway(paul, one.received);
    expect(await status()).toEqual(before);
    expect(await row()).toEqual(rowBefore);
    const [entry, ...others] = await entries(one.envelopeId, 'CopyRemoved');
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ actorId: paul.actor.userId, recipientId: one.recipientId });
    expect(entry?.visibility.map(({ organisationId }) => organisationId)).toEqual([practice.id]);
    await restore(paul, one.received);
    const [restored] = await entries(one.envelopeId, 'CopyRestored');
    expect(restored?.visibility.map(({ organisationId }) => organisationId)).toEqual([practice.id]);
    expect(await status()).toEqual(before);
  });

  test.each(['CopyRemoved', 'CopyRestored'])('%s stands in no bundle of sender or recipient', (event) => {
    const entry = {
      event,
      actorKind: 'user',
      clientOwner: null,
      fields: { recipient: { id: 'r' } },
    } as never; // only what is read
    const sender = { kind: 'sender', actorId: 'a', organisationId: 'o' } as const;
    const recipient = { kind: 'recipient', actorId: 'b', recipientId: 'r', address: 'x@y.fr' } as const;
    expect(fieldsFor(sender, entry)).toBeNull();
    expect(fieldsFor(recipient, entry)).toBeNull();
    expect(fieldsFor({ kind: 'administrator', organisationId: 'o' }, entry)).not.toBeNull();
  });

  test('is opened before it is removed, or not at all', async () => {
    const { services, anne, paul } = await world();
    for (let n = 0; n < 6; n += 1) {
      const one = await letter(anne, paul);
      await trash(paul, one.received);
      const opening = openEnvelope(services, { actor: paul.actor, client, reference: one.reference });
      const [opened] = await Promise.allSettled([opening, remove(paul, one.received)]);
      const [handover] = await entries(one.envelopeId, 'ContentHandover');
      const [removal] = await entries(one.envelopeId, 'CopyRemoved');
      expect(removal).toBeDefined();
      expect(handover !== undefined).toBe(opened?.status === 'fulfilled');
      if (handover && removal) expect(handover.id).toBeLessThan(removal.id);
    }
  });
});

describe('the sender’s own copy that her mailbox removed', () => {
  test('is not read there any more; recipients keep theirs, and what became of the letter stays to be seen, without its title', async () => {
    const { services, anne, paul } = await world();
    const one = await letter(anne, paul);
    const into = await draft(anne);
    const { envelopeId } = one;
    const { actor } = anne;
    const ways = {
      open: () => openSentEnvelope(services, { actor, client, envelopeId }),
      objects: () => renewSentRequests(services, { actor, envelopeId }),
      parts: () =>
        nameParts(services, actor, { envelopeId: into, from: { envelopeId }, parts: [one.fileId] }),
      'vault url': () =>
        stillStands(services, {
          key: { envelopeId, sha256: 'a'.repeat(64) },
          signedFor: signedFor(actor, 'sent', envelopeId),
        }),
    };
    const all = (answer: string) => Object.fromEntries(Object.keys(ways).map((name) => [name, answer]));
    expect(await answers(ways)).toEqual(all('given'));
    const before = await envelopeStatus(services, actor, envelopeId);
    expect(before.title).not.toBeNull();
    await throwAway(anne, envelopeId);
    expect(await answers(ways)).toEqual(all('not-found'));
    expect(await listed(anne)).toEqual([]);
    expect(await envelopeStatus(services, actor, envelopeId)).toEqual({
      ...before,
      title: null,
      removed: true,
    });
    await openEnvelope(services, { actor: paul.actor, client, reference: one.reference });
    expect(await listed(paul)).toEqual([one.received]);
  });
});

describe('copies', () => {
  test('of others, outside the trash, or not there are passed over, all alike', async () => {
    const { anne, paul } = await world();
    const one = await letter(anne, paul);
    const none = { removed: [], held: [] };
    expect(await remove(paul, one.received)).toEqual(none);
    await trash(paul, one.received);
    expect(await remove(anne, one.received)).toEqual(none);
    expect(await listed(paul)).toEqual([one.received]);
    await remove(paul, one.received);
    expect(await remove(paul, one.received)).toEqual(none);
    expect(await restore(anne, one.received)).toEqual({ restored: [] });
    expect(await entries(one.envelopeId, 'CopyRemoved')).toHaveLength(1);
  });
});
