import { describe, expect, it } from 'vitest';
import { changeItems } from '../../lib/filing/change-items';
import { returnDue } from '../../lib/filing/return-due';
import type { Filing } from '../../lib/filing/wire';
import { countWaiting } from '../../lib/mailbox/count-waiting';
import { listEnvelopes } from '../../lib/mailbox/list-envelopes';
import { withTestDatabase } from '../support/database';
import { sendOne, twoPeople } from '../support/list-world';
import { type Person, withTestServices } from '../support/sealed-world';

const under = withTestServices(withTestDatabase());
const minute = 60_000;

const file = ({ actor }: Person, items: string[], filing: Filing) =>
  changeItems(under.services, { actor, items, filing });
const listOf = async ({ actor }: Person, box: 'inbox' | 'later' | 'sent' | 'archive') =>
  (await listEnvelopes(under.services, actor, { box })).items;
const idsOf = async (person: Person, box: Parameters<typeof listOf>[1]) =>
  (await listOf(person, box)).map(({ itemId }) => itemId);
const numberOf = async ({ mailboxId }: Person) =>
  (await under.services.db.mailbox.findUniqueOrThrow({ where: { id: mailboxId } })).changeNumber;
/** The worker's look, so long from now. */
const returnAt = (at: Date) => returnDue({ db: under.services.db, clock: { now: () => at } });

/** Paul with two received letters, the newer first, and one that he sent. */
async function world() {
  const { services, anne, paul } = await twoPeople(under.services);
  await sendOne(services, anne, [{ address: paul.actor.email, kind: 'to' }]);
  await sendOne(services, anne, [{ address: paul.actor.email, kind: 'to' }]);
  const { envelopeId: sent } = await sendOne(services, paul, [{ address: anne.actor.email, kind: 'to' }]);
  const [newer = '', older = ''] = await idsOf(paul, 'inbox');
  const until = new Date(Date.now() + 60 * minute);
  return { services, paul, newer, older, sent, until, filing: { laterUntil: until.toISOString() } };
}

describe('letters that are put away until later', () => {
  it('leave the inbox, wait with their moment, and come back at it on top and unread, with one change number', async () => {
    const { services, paul, newer, older, until, filing } = await world();
    await file(paul, [older], { read: true });
    const { changed } = await file(paul, [older], filing);
    expect(changed).toMatchObject([{ itemId: older, folder: 'inbox', laterUntil: null, read: true }]);
    expect(await idsOf(paul, 'inbox')).toEqual([newer]);
    expect(await listOf(paul, 'later')).toMatchObject([
      { itemId: older, laterUntil: filing.laterUntil, backAt: null },
    ]);
    expect(await countWaiting(services, [paul.mailboxId])).toMatchObject({ inbox: 1, later: 1 });
    const before = await numberOf(paul);
    await returnAt(new Date(until.getTime() - 1));
    expect(await idsOf(paul, 'later')).toEqual([older]);
    expect(await numberOf(paul)).toBe(before);
    await returnAt(until);
    expect(await listOf(paul, 'inbox')).toMatchObject([
      { itemId: older, readAt: null, laterUntil: null, at: until.toISOString(), backAt: until.toISOString() },
      { itemId: newer, backAt: null },
    ]);
    expect(await idsOf(paul, 'later')).toEqual([]);
    expect(await numberOf(paul)).toBe(before + 1n);
    expect(await countWaiting(services, [paul.mailboxId])).toMatchObject({ inbox: 2, later: 0 });
  });

  it('come back by hand at once, to their place, and stay put when their former moment comes', async () => {
    const { paul, newer, older, until, filing } = await world();
    await file(paul, [older], filing);
    const { changed } = await file(paul, [older], { folder: 'home' });
    expect(changed).toMatchObject([{ folder: 'later', laterUntil: filing.laterUntil }]);
    expect(await idsOf(paul, 'inbox')).toEqual([newer, older]);
    await file(paul, [newer], filing);
    await file(paul, [newer], { folder: 'archive' });
    const before = await numberOf(paul);
    await returnAt(until);
    expect(await idsOf(paul, 'archive')).toEqual([newer]);
    expect(await numberOf(paul)).toBe(before);
  });

  it('are received ones, until a moment that is to come, and not for ever', async () => {
    const { paul, newer, sent, filing } = await world();
    expect((await file(paul, [sent], filing)).changed).toEqual([]);
    expect(await idsOf(paul, 'sent')).toEqual([sent]);
    for (const ahead of [-minute, 0, 3_700 * 24 * 60 * minute])
      await expect(
        file(paul, [newer], { laterUntil: new Date(Date.now() + ahead).toISOString() }),
      ).rejects.toMatchObject({ code: 'bad-request', detail: { field: 'laterUntil' } });
  });

  it('come back once, whatever number of workers looks at once', async () => {
    const { paul, newer, older, until, filing } = await world();
    await file(paul, [newer, older], filing);
    const before = await numberOf(paul);
    await Promise.all(Array.from({ length: 6 }, () => returnAt(until)));
    expect(new Set(await idsOf(paul, 'inbox'))).toEqual(new Set([newer, older]));
    expect(await numberOf(paul)).toBe(before + 1n);
  });

  it('that somebody files at the very moment lie where the person or the worker put them, whole', async () => {
    const { services, paul, newer, older, until, filing } = await world();
    for (let round = 0; round < 10; round += 1) {
      await file(paul, [newer, older], filing);
      await Promise.all([returnAt(until), file(paul, [newer], { folder: 'trash' }), returnAt(until)]);
      const rows = await services.db.mailboxItem.findMany({ where: { id: { in: [newer, older] } } });
      const lies = new Map(rows.map(({ id, folder }) => [id, folder]));
      expect(lies.get(newer)).toBe('trash');
      expect(lies.get(older)).toBe('inbox');
      await file(paul, [newer, older], { folder: 'archive' });
    }
  });
});
