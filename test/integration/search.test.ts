import { describe, expect, test } from 'vitest';
import type { UserActor } from '../../lib/access/actor';
import { reportWrongRecipient } from '../../lib/delivery/report-wrong-recipient';
import { changeItems } from '../../lib/filing/change-items';
import { moveReceived } from '../../lib/mailbox/mailbox-items';
import { indexLetters } from '../../lib/search/index-letters';
import { searchLetters } from '../../lib/search/search-letters';
import { withTestDatabase } from '../support/database';
import { sendOne, twoPeople } from '../support/list-world';
import { fullRights } from '../support/mailboxes';
import { retentionWorld } from '../support/retention-world';
import { type Person, withTestServices } from '../support/sealed-world';
import { testClient } from '../support/test-client';

const under = withTestServices(withTestDatabase());
const ends = retentionWorld(under);
const zone = { timeZone: 'Europe/Paris' };
const search = (actor: UserActor, text: string, more = {}) =>
  searchLetters(under.services, actor, { text, ...zone, ...more });
/** Titles of what somebody finds, as the lists show them. */
const titles = async ({ actor }: Person, text: string) =>
  (await search(actor, text)).items.map(({ title }) => title);

/** Anne writes to Paul under these titles, one after the other; everything is ready for search. */
async function letters(...sent: string[]) {
  const people = await twoPeople(under.services);
  for (const title of sent)
    await sendOne(people.services, people.anne, [{ address: people.paul.actor.email, kind: 'to' }], title);
  await indexLetters(people.services);
  return people;
}
const itemOf = async (person: Person, title: string) => {
  const { items } = await search(person.actor, title);
  return items[0]?.itemId ?? '';
};

describe('search', () => {
  test('finds letters by words of the title and by people, newest first, in both mailboxes, each with its own copy', async () => {
    const { anne, paul } = await letters('Résultats de biologie', 'Compte rendu', 'Résultats d’imagerie');
    expect(await titles(paul, 'resultats')).toEqual(['Résultats d’imagerie', 'Résultats de biologie']);
    expect(await titles(paul, 'biolo RÉSUL')).toEqual(['Résultats de biologie']);
    expect(await titles(paul, 'de:anne compte')).toEqual(['Compte rendu']);
    expect(await titles(paul, 'à:anne compte')).toEqual([]);
    expect(await titles(anne, 'à:paul imagerie avec:fichier')).toEqual(['Résultats d’imagerie']);
    expect(await titles(anne, 'dans:reception résultats')).toEqual([]);
  });

  test('finds what differs by one letter only where nothing is as typed, and says so', async () => {
    const { paul } = await letters('Cardiologie', 'Radiologie');
    expect(await search(paul.actor, 'cardiologie')).toMatchObject({
      near: false,
      items: [{ title: 'Cardiologie' }],
    });
    expect(await search(paul.actor, 'cardoilogie')).toMatchObject({
      near: true,
      items: [{ title: 'Cardiologie' }],
    });
    expect(await search(paul.actor, 'zzzz')).toMatchObject({ near: false, items: [] });
  });

  test('follows what is done with the copy: read, starred, archived; the trash is searched when it is asked for', async () => {
    const { paul } = await letters('Bilan un', 'Bilan deux');
    const one = await itemOf(paul, 'un');
    const file = (filing: Parameters<typeof changeItems>[1]['filing']) =>
      changeItems(under.services, { actor: paul.actor, items: [one], filing });
    await file({ read: true });
    expect(await titles(paul, 'bilan est:non-lu')).toEqual(['Bilan deux']);
    await file({ starred: true });
    expect(await titles(paul, 'est:étoilé')).toEqual(['Bilan un']);
    await file({ folder: 'archive' });
    expect(await titles(paul, 'dans:archives bilan')).toEqual(['Bilan un']);
    await file({ folder: 'trash' });
    expect(await titles(paul, 'bilan')).toEqual(['Bilan deux']);
    expect(await titles(paul, 'dans:corbeille bilan')).toEqual(['Bilan un']);
  });

  test('keeps to days', async () => {
    const { paul } = await letters('Bilan');
    const year = new Date().getUTCFullYear();
    expect(await titles(paul, `bilan avant:${year + 2}`)).toEqual(['Bilan']);
    expect(await titles(paul, `bilan après:${year + 2}`)).toEqual([]);
    expect(await titles(paul, `après:${year - 1} avant:${year + 2}`)).toEqual(['Bilan']);
  });

  test('goes on page by page, of frequent words and of rare ones, and gives each letter once', async () => {
    const { services, anne, paul } = await twoPeople(under.services);
    const sent = 55;
    const names = Array.from({ length: sent }, (_, n) => `Suivi ${n % 2 ? 'pair' : 'impair'} n${n}`);
    const send = (title: string) =>
      sendOne(services, anne, [{ address: paul.actor.email, kind: 'to' }], title);
    for (let n = 0; n < sent; n += 11) await Promise.all(names.slice(n, n + 11).map(send));
    await indexLetters(services);
    const first = await search(paul.actor, 'suivi');
    expect(first.items).toHaveLength(50);
    const second = await search(paul.actor, 'suivi', { cursor: first.nextCursor ?? '' });
    expect(second.nextCursor).toBeNull();
    const all = [...first.items, ...second.items].map(({ title }) => title);
    expect(new Set(all).size).toBe(sent);
    expect(all[0]).toMatch(/ n(4[4-9]|5\d)$/);
    expect((await search(paul.actor, 'impair')).items).toHaveLength(28);
  });

  test('finds nothing in a mailbox one does not read, nor what was reported as not meant for one', async () => {
    const { services, anne, paul } = await letters('Bilan');
    const pretended = { ...anne.actor, mailboxes: [fullRights(paul.mailboxId)] };
    expect((await search(pretended, 'bilan')).items).toHaveLength(1); // the actor's rights are what is asked
    await expect(search(anne.actor, 'bilan', { mailbox: paul.mailboxId })).rejects.toMatchObject({
      code: 'not-found',
    });
    const { reference } = (await search(paul.actor, 'bilan')).items[0] ?? {};
    await reportWrongRecipient(services, {
      actor: paul.actor,
      client: testClient,
      reference: reference ?? '',
    });
    expect(await titles(paul, 'bilan')).toEqual([]);
  });
});

describe('search terms', () => {
  test('are waited for, and that is said', async () => {
    const { services, anne, paul } = await letters();
    await sendOne(services, anne, [{ address: paul.actor.email, kind: 'to' }], 'Bilan');
    expect(await search(paul.actor, 'bilan')).toMatchObject({ items: [], incomplete: true });
    await Promise.all([indexLetters(services), indexLetters(services)]);
    expect(await search(paul.actor, 'bilan')).toMatchObject({
      items: [{ title: 'Bilan' }],
      incomplete: false,
    });
  });

  test('stand blind in the database, and in two mailboxes under different ones', async () => {
    const { services, anne, paul } = await letters('Bilan');
    const of = async ({ mailboxId }: Person) =>
      (await services.db.itemSearchTerms.findMany({ where: { mailboxId } })).flatMap(({ terms }) => terms);
    const [hers, his] = [await of(anne), await of(paul)];
    expect(hers.length).toBeGreaterThan(5);
    expect(his.length).toBeGreaterThan(5);
    expect(hers.filter((term) => his.includes(term))).toEqual([]);
  });

  test('go when the content is destroyed, with the key and the title', async () => {
    const { services, anne, paul } = await ends.world();
    const { envelopeId } = await ends.letter(anne, paul.actor.email);
    await indexLetters(services);
    const terms = async () =>
      (await services.db.itemSearchTerms.findMany({ where: { item: { envelopeId } } })).map(
        (row) => row.terms.length,
      );
    const [title = ''] = (await search(anne.actor, `à:${paul.actor.email}`)).items.map(
      (item) => item.title ?? '',
    );
    expect(title).not.toBe('');
    expect(await titles(paul, `"${title}"`)).toEqual([title]);
    await ends.end(ends.daysLater(9), envelopeId);
    expect(await terms()).toEqual([0, 0]);
    await indexLetters(services);
    expect(await titles(paul, `"${title}"`)).toEqual([]);
  });

  test('go with the copy that is removed, and are others in another mailbox', async () => {
    const { services, anne, paul } = await letters('Suivi');
    const suivi = await itemOf(paul, 'suivi');
    const terms = (itemId: string) => services.db.itemSearchTerms.findUnique({ where: { itemId } });
    const before = (await terms(suivi))?.terms;

    const now = new Date();
    const set = (data: object) => services.db.mailboxItem.update({ where: { id: suivi }, data });
    await set({ folder: 'trash', trashedAt: now, removedAt: now });
    expect(await terms(suivi)).toBeNull();
    await set({ folder: 'inbox', trashedAt: null, removedAt: null });
    await services.db.$transaction((tx) => moveReceived(tx, paul.mailboxId, anne.mailboxId));
    await indexLetters(services);
    const after = (await terms(suivi))?.terms ?? [];
    expect(after).toHaveLength(before?.length ?? 0);
    expect(after.filter((term) => before?.includes(term))).toEqual([]);
    expect(await titles(paul, 'suivi')).toEqual([]);
  });
});
