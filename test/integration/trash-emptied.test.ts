import { describe, expect, test } from 'vitest';
import { changeAvailability } from '../../lib/amend/change-availability';
import { emptyTrash } from '../../lib/filing/empty-trash';
import { removeOverdue } from '../../lib/filing/remove-overdue';
import { restoreItems } from '../../lib/filing/restore-items';
import type { ChangedCopy } from '../../lib/filing/wire';
import { listEnvelopes } from '../../lib/mailbox/list-envelopes';
import { openEnvelope } from '../../lib/open/open-envelope';
import { setHold } from '../../lib/retention/set-hold';
import type { Services } from '../../lib/services';
import { withTestDatabase } from '../support/database';
import { dayMilliseconds, retentionWorld } from '../support/retention-world';
import { type Person, withTestServices } from '../support/sealed-world';
import { testClient as client } from '../support/test-client';
import { trashWorld } from '../support/trash-world';

const under = withTestServices(withTestDatabase());
const { world, daysLater, end, destructions } = retentionWorld(under);
const { letter, many, trash, remove, throwAway } = trashWorld(under);

const inTrash = async ({ actor }: Person, services = under.services) =>
  (await listEnvelopes(services, actor, { box: 'trash' })).items;
const removals = () =>
  under.services.db.auditEntry.findMany({ where: { event: 'CopyRemoved' }, orderBy: { id: 'asc' } });
const removedCopies = () => under.services.db.mailboxItem.count({ where: { removedAt: { not: null } } });

async function asAdministrator({ actor }: Person) {
  const { db } = under.services;
  await db.user.update({ where: { id: actor.userId }, data: { role: 'administrator' } });
  return { ...actor, role: 'administrator' as const };
}
const hold = async (who: Person, envelopeId: string) =>
  setHold(under.services, { actor: await asAdministrator(who), client, envelopeId, why: 'Contentieux' });

/** A letter that can be read for 80 days: longer than the days of grace. */
async function longLetter(anne: Person, paul: Person) {
  const one = await letter(anne, paul);
  const until = new Date(Date.now() + 80 * dayMilliseconds);
  const { envelopeId } = one;
  await changeAvailability(under.services, { actor: anne.actor, client, envelopeId, until });
  return one;
}
const keepLetters = ({ actor }: Person, letterRetentionDays: number | null) =>
  under.services.db.organisation.update({
    where: { id: actor.organisationId },
    data: { letterRetentionDays },
  });

const idsOf = (copies: readonly ChangedCopy[]) => copies.map(({ itemId }) => itemId).sort();

describe('what an organisation holds', () => {
  test('stays in its trash, whoever or whatever empties it, and says so; a hold of the other organisation keeps it nowhere but there', async () => {
    const { services, anne, paul } = await world();
    const one = await letter(anne, paul);
    const other = await letter(anne, paul);
    await trash(paul, one.received, other.received);
    await trash(anne, one.envelopeId);
    await hold(paul, one.envelopeId);
    const shown = (await inTrash(paul)).map(({ itemId, held, leavesTrashAt }) => [
      itemId,
      held,
      leavesTrashAt !== null,
    ]);
    expect(shown).toEqual([
      [other.received, false, true],
      [one.received, true, false],
    ]);
    expect(await remove(paul, one.received, other.received)).toMatchObject({
      removed: [{ itemId: other.received }],
      held: [one.received],
    });
    expect(await emptyTrash(services, { actor: paul.actor, client })).toEqual({ removed: [], more: false });
    await removeOverdue(daysLater(40));
    expect((await inTrash(paul)).map(({ itemId }) => itemId)).toEqual([one.received]);
    expect(await inTrash(anne)).toEqual([]);
  });
});

describe('the content of a letter', () => {
  test('goes when the last copy that has a reason was removed, before the letter’s date, and not a moment sooner', async () => {
    const { anne, paul } = await world();
    const one = await longLetter(anne, paul);
    await throwAway(paul, one.received);
    await end(daysLater(40), one.envelopeId);
    expect(await destructions(one.envelopeId)).toBe(0);
    await throwAway(anne, one.envelopeId);
    await end(under.services, one.envelopeId);
    expect(await destructions(one.envelopeId)).toBe(0);
    await end(daysLater(40), one.envelopeId);
    expect(await destructions(one.envelopeId)).toBe(1);
    const { why } = await under.services.db.contentDestruction.findUniqueOrThrow({
      where: { envelopeId: one.envelopeId },
    });
    expect(why).toBe('removed');
  });

  test('stays for the recipient whose copy lies there, though the sender removed hers', async () => {
    const { anne, paul } = await world();
    const one = await longLetter(anne, paul);
    await throwAway(anne, one.envelopeId);
    const later = daysLater(40);
    await end(later, one.envelopeId);
    expect(await destructions(one.envelopeId)).toBe(0);
    const kept = await under.services.db.envelopeKey.findFirstOrThrow({
      where: { envelopeId: one.envelopeId },
    });
    expect(kept.packet).not.toBeNull();
  });

  test('stays as the rule of an organisation says, or its hold, whatever its people remove', async () => {
    const { services, anne, paul } = await world();
    await keepLetters(paul, null);
    const [kept, unopened, held] = [
      await longLetter(anne, paul),
      await longLetter(anne, paul),
      await longLetter(anne, paul),
    ];
    for (const { reference } of [kept, held])
      await openEnvelope(services, { actor: paul.actor, client, reference });
    const letters = [kept, unopened, held];
    await throwAway(paul, ...letters.map(({ received }) => received));
    await throwAway(anne, ...letters.map(({ envelopeId }) => envelopeId));
    await hold(paul, held.envelopeId);
    for (const { envelopeId } of letters) await end(daysLater(150), envelopeId);
    const gone = await Promise.all(letters.map(({ envelopeId }) => destructions(envelopeId)));
    expect(gone).toEqual([0, 1, 0]);
    await keepLetters(paul, 0);
    for (const { envelopeId } of letters) {
      const data = { judgeAt: new Date() };
      await services.db.envelopeKey.updateMany({ where: { envelopeId, packet: { not: null } }, data });
      await end(daysLater(150), envelopeId);
    }
    const after = await Promise.all(letters.map(({ envelopeId }) => destructions(envelopeId)));
    expect(after).toEqual([1, 1, 0]);
  });
});

describe('the trash', () => {
  test('is emptied of what has lain there for 30 days, by Pli, with an entry for the mailbox’s organisation', async () => {
    const { services, anne, paul, practice } = await world();
    const one = await letter(anne, paul);
    await trash(paul, one.received);
    const [row] = await inTrash(paul);
    const leaves = new Date(row?.leavesTrashAt ?? 0).getTime() - Date.now();
    expect(leaves / dayMilliseconds).toBeCloseTo(30, 1);
    await removeOverdue(daysLater(29.9));
    expect(await inTrash(paul)).toHaveLength(1);
    await removeOverdue(daysLater(30.1));
    expect(await inTrash(paul)).toEqual([]);
    const entry = await services.db.auditEntry.findFirstOrThrow({
      where: { envelopeId: one.envelopeId, event: 'CopyRemoved' },
      include: { visibility: true },
    });
    expect(entry.actorKind).toBe('system');
    expect(entry.visibility.map(({ organisationId }) => organisationId)).toEqual([practice.id]);
  });

  test('loses nothing where two workers empty it at once, or one is ended in the middle: each copy goes once, with its entry', async () => {
    const { services, paul } = await world();
    const copies = await many(paul, 130, new Date(Date.now() - 31 * dayMilliseconds));
    const [before, entriesBefore] = [await removedCopies(), (await removals()).length];
    let batches = 0;
    const ended: Services = {
      ...services,
      queue: {
        ...services.queue,
        enqueueAll: async (...job) => {
          if (++batches === 2) throw new Error('killed');
          return services.queue.enqueueAll(...job);
        },
      },
    };
    await expect(removeOverdue(ended)).rejects.toThrow('killed');
    expect((await removedCopies()) - before).toBe(100);
    expect((await removals()).length - entriesBefore).toBe(100);
    await Promise.all([removeOverdue(services), removeOverdue(services)]);
    expect((await removedCopies()) - before).toBe(copies.length);
    const about = (await removals())
      .slice(entriesBefore)
      .map(({ envelopeId, recipientId }) => `${envelopeId} ${recipientId}`);
    expect(about).toHaveLength(copies.length);
    expect(new Set(about).size).toBe(copies.length);
  }, 120_000);

  test('is emptied by its people whole, also more than a page, as far as a request goes; undone for a moment, and not after', async () => {
    const { services, paul, anne } = await world();
    const copies = await many(paul, 260, new Date());
    const empty = (who: Person, mailbox?: string) =>
      emptyTrash(services, { actor: who.actor, client, mailbox });
    await expect(empty(anne, paul.mailboxId)).rejects.toMatchObject({ code: 'not-found' });
    expect(await empty(anne)).toEqual({ removed: [], more: false });
    const first = await empty(paul, paul.mailboxId);
    expect(first).toMatchObject({ more: true });
    expect(first.removed).toHaveLength(500);
    const rest = await empty(paul);
    expect(rest).toMatchObject({ more: false });
    expect(idsOf([...first.removed, ...rest.removed])).toEqual([...copies].sort());
    expect(await inTrash(paul)).toEqual([]);
    const some = idsOf(rest.removed).slice(0, 20);
    const restore = (at: Services) => restoreItems(at, { actor: paul.actor, client, items: some });
    expect(await restore(daysLater(0.01))).toEqual({ restored: [] });
    expect(idsOf((await restore(services)).restored)).toEqual(some);
    const back = await services.db.mailboxItem.count({
      where: { mailboxId: paul.mailboxId, removedAt: null },
    });
    expect(back).toBe(20);
  }, 120_000);
});
