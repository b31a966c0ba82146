import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { changeItems } from '../../lib/filing/change-items';
import type { Filing } from '../../lib/filing/wire';
import { countWaiting } from '../../lib/mailbox/count-waiting';
import { listEnvelopes } from '../../lib/mailbox/list-envelopes';
import { withTestDatabase } from '../support/database';
import { sendOne, twoPeople } from '../support/list-world';
import { fullRights } from '../support/mailboxes';
import { type Person, withTestServices } from '../support/sealed-world';

const under = withTestServices(withTestDatabase());
const boxes = ['inbox', 'sent', 'archive', 'trash'] as const;

/** The ids of the copies in each box. */
async function lists(person: Person) {
  const of = async (box: (typeof boxes)[number]) =>
    (await listEnvelopes(under.services, person.actor, { box })).items.map(({ itemId }) => itemId);
  const [inbox, sent, archive, trash] = await Promise.all(boxes.map(of));
  return { inbox, sent, archive, trash };
}
const file = (person: Person, items: string[], filing: Filing) =>
  changeItems(under.services, { actor: person.actor, items, filing });
const numberOf = async ({ mailboxId }: Person) =>
  (await under.services.db.mailbox.findUniqueOrThrow({ where: { id: mailboxId } })).changeNumber;

/** Two letters that Paul received, the newer first, and one that he sent. */
async function threeLetters() {
  const { services, anne, paul } = await twoPeople(under.services);
  await sendOne(services, anne, [{ address: paul.actor.email, kind: 'to' }]);
  await sendOne(services, anne, [{ address: paul.actor.email, kind: 'to' }]);
  const { envelopeId: sent } = await sendOne(services, paul, [{ address: anne.actor.email, kind: 'to' }]);
  const [newer = '', older = ''] = (await lists(paul)).inbox ?? [];
  return { services, anne, paul, newer, older, sent };
}

describe('copies of letters', () => {
  it('go to the archive, the trash and back to where they began; the answer says how they were', async () => {
    const { paul, newer, older, sent } = await threeLetters();
    const { changed } = await file(paul, [newer, sent], { folder: 'archive' });
    expect(new Map(changed.map((one) => [one.itemId, one.folder]))).toEqual(
      new Map([
        [newer, 'inbox'],
        [sent, 'sent'],
      ]),
    );
    expect(await lists(paul)).toEqual({ inbox: [older], sent: [], archive: [sent, newer], trash: [] });
    await file(paul, [newer, older], { folder: 'trash' });
    expect(await lists(paul)).toEqual({ inbox: [], sent: [], archive: [sent], trash: [newer, older] });
    await file(paul, [newer, older, sent], { folder: 'home' });
    expect(await lists(paul)).toEqual({ inbox: [newer, older], sent: [sent], archive: [], trash: [] });
  });

  it('are starred, read and unread again, counted while they are not, and what was opened stays so', async () => {
    const { services, paul, newer, older } = await threeLetters();
    expect((await countWaiting(services, [paul.mailboxId])).inbox).toBe(2);
    await file(paul, [newer, older], { read: true });
    await file(paul, [older], { starred: true });
    expect((await countWaiting(services, [paul.mailboxId])).inbox).toBe(0);
    const { items } = await listEnvelopes(services, paul.actor, { box: 'inbox' });
    expect(items.map(({ starred, readAt, openedAt }) => [starred, readAt !== null, openedAt])).toEqual([
      [false, true, null],
      [true, true, null],
    ]);
    await file(paul, [newer], { read: false });
    expect((await countWaiting(services, [paul.mailboxId])).inbox).toBe(1);
    await file(paul, [newer], { folder: 'archive' });
    expect((await countWaiting(services, [paul.mailboxId])).inbox).toBe(0);
  });

  it('take a change number only when something changes', async () => {
    const { paul, newer, older } = await threeLetters();
    const before = await numberOf(paul);
    expect((await file(paul, [newer, older], { starred: true })).changed).toHaveLength(2);
    expect(await numberOf(paul)).toBe(before + 1n);
    expect((await file(paul, [newer, older], { starred: true })).changed).toEqual([]);
    expect(await numberOf(paul)).toBe(before + 1n);
  });

  it('of others are passed over like those that do not exist; a right that ended meanwhile counts no more', async () => {
    const { services, anne, paul, newer, sent } = await threeLetters();
    expect((await file(anne, [newer, uuidv7()], { folder: 'trash' })).changed).toEqual([]);
    const pretended = { ...anne.actor, mailboxes: [...anne.actor.mailboxes, fullRights(paul.mailboxId)] };
    const filing: Filing = { folder: 'trash' };
    const asked = { actor: pretended, items: [newer, sent], filing };
    expect((await changeItems(services, asked)).changed).toEqual([]);
    expect((await lists(paul)).inbox).toContain(newer);
  });

  it('that many file at once in one mailbox end as the last one said, with a number for each change', async () => {
    const { services, paul, newer, older } = await threeLetters();
    const before = await numberOf(paul);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        file(paul, n % 2 === 0 ? [newer, older] : [older, newer], {
          folder: n % 3 === 0 ? 'archive' : 'trash',
        }),
      ),
    );
    const changes = answers.filter(({ changed }) => changed.length > 0);
    expect(await numberOf(paul)).toBe(before + BigInt(changes.length));
    // each change undoes the one before: what they say of before fits together
    const seen = changes.map(({ changed }) => changed[0]?.folder);
    expect(seen.filter((folder) => folder === 'inbox')).toHaveLength(1);
    const rows = await services.db.mailboxItem.findMany({ where: { id: { in: [newer, older] } } });
    expect(new Set(rows.map(({ folder }) => folder)).size).toBe(1);
    expect(rows.every(({ folder, trashedAt }) => (folder === 'trash') === (trashedAt !== null))).toBe(true);
  });
});
