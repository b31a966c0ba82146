import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { changeFolder } from '../../lib/filing/change-folder';
import { changeItems } from '../../lib/filing/change-items';
import { createFolder } from '../../lib/filing/create-folder';
import { deleteFolder } from '../../lib/filing/delete-folder';
import { foldersMax } from '../../lib/filing/limits';
import { listFolders } from '../../lib/filing/list-folders';
import { countWaiting } from '../../lib/mailbox/count-waiting';
import { listEnvelopes } from '../../lib/mailbox/list-envelopes';
import { withTestDatabase } from '../support/database';
import { sendOne, twoPeople } from '../support/list-world';
import { fullRights } from '../support/mailboxes';
import { type Person, withTestServices } from '../support/sealed-world';

const database = withTestDatabase();
const under = withTestServices(database);

const make = async ({ actor, mailboxId }: Person, name: string, parentId: string | null = null) =>
  (await createFolder(under.services, actor, { mailboxId, parentId, name })).id;
const tree = async ({ actor }: Person) =>
  (await listFolders(under.services, actor)).map(({ path }) => path.join('/'));
const itemsOf = async (
  { actor }: Person,
  asked: { box: 'inbox' | 'archive' } | { box: 'folder'; folder: string },
) => (await listEnvelopes(under.services, actor, asked)).items.map(({ itemId }) => itemId);
const move = ({ actor }: Person, items: string[], folderId: string) =>
  changeItems(under.services, { actor, items, filing: { folderId } });
const numberOf = async ({ mailboxId }: Person) =>
  (await under.services.db.mailbox.findUniqueOrThrow({ where: { id: mailboxId } })).changeNumber;

/** Paul with two received letters, the newer first, and one that he sent; Anne of elsewhere. */
async function world() {
  const { services, anne, paul } = await twoPeople(under.services);
  await sendOne(services, anne, [{ address: paul.actor.email, kind: 'to' }]);
  await sendOne(services, anne, [{ address: paul.actor.email, kind: 'to' }]);
  const { envelopeId: sent } = await sendOne(services, paul, [{ address: anne.actor.email, kind: 'to' }]);
  const [newer = '', older = ''] = await itemsOf(paul, { box: 'inbox' });
  return { services, anne, paul, newer, older, sent };
}

describe('folders of a mailbox', () => {
  it('are made, renamed and moved, seen by everybody who uses the mailbox and by nobody else', async () => {
    const { services, anne, paul } = await world();
    const meetings = await make(paul, 'Réunions');
    const staff = await make(paul, 'Staff du jeudi', meetings);
    const reports = await make(paul, 'Comptes rendus');
    expect(await tree(paul)).toEqual(['Comptes rendus', 'Réunions', 'Réunions/Staff du jeudi']);
    await changeFolder(services, paul.actor, { id: staff, change: { parentId: reports, name: 'Staff' } });
    await changeFolder(services, paul.actor, { id: meetings, change: { name: 'RÉUNIONS' } });
    expect(await tree(paul)).toEqual(['Comptes rendus', 'Comptes rendus/Staff', 'RÉUNIONS']);
    expect(await tree(anne)).toEqual([]);
    const colleague = { ...anne, actor: { ...anne.actor, mailboxes: [fullRights(paul.mailboxId)] } };
    expect(await tree(colleague)).toEqual(await tree(paul));
  });

  it('of others are answered like those that do not exist, in every way they can be named', async () => {
    const { services, anne, paul, newer } = await world();
    const hers = await make(anne, 'À elle');
    for (const id of [hers, uuidv7()]) {
      await expect(make(paul, 'Dedans', id)).rejects.toMatchObject({ code: 'not-found' });
      await expect(changeFolder(services, paul.actor, { id, change: { name: 'x' } })).rejects.toMatchObject({
        code: 'not-found',
      });
      await expect(deleteFolder(services, paul.actor, id)).rejects.toMatchObject({ code: 'not-found' });
      await expect(move(paul, [newer], id)).rejects.toMatchObject({ code: 'not-found' });
      await expect(itemsOf(paul, { box: 'folder', folder: id })).rejects.toMatchObject({ code: 'not-found' });
      const own = await make(paul, id);
      await expect(
        changeFolder(services, paul.actor, { id: own, change: { parentId: id } }),
      ).rejects.toMatchObject({ code: 'not-found' });
    }
    const elsewhere = { ...paul, mailboxId: anne.mailboxId };
    await expect(make(elsewhere, 'x')).rejects.toMatchObject({ code: 'not-found' });
    await expect(listFolders(services, paul.actor, anne.mailboxId)).rejects.toMatchObject({
      code: 'not-found',
    });
    expect(await tree(anne)).toEqual(['À elle']);
  });

  it('obey a right that has ended, whatever the request brought', async () => {
    const { services, anne, paul } = await world();
    const his = await make(paul, 'À lui');
    const pretended = { ...anne.actor, mailboxes: [...anne.actor.mailboxes, fullRights(paul.mailboxId)] };
    const asked = { mailboxId: paul.mailboxId, parentId: null, name: 'x' };
    await expect(createFolder(services, pretended, asked)).rejects.toMatchObject({ code: 'not-found' });
    await expect(deleteFolder(services, pretended, his)).rejects.toMatchObject({ code: 'not-found' });
    await expect(changeFolder(services, pretended, { id: his, change: { name: 'x' } })).rejects.toMatchObject(
      { code: 'not-found' },
    );
  });

  it('never bear one name twice among siblings, nor are more than five hundred, whoever makes them at once', async () => {
    const { services, paul } = await world();
    const twice = await Promise.allSettled(
      ['Réunions', 'REUNIONS', 'réunions'].map((name) => make(paul, name)),
    );
    expect(twice.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const filler = Array.from({ length: foldersMax - 2 }, () => ({
      id: uuidv7(),
      mailboxId: paul.mailboxId,
      sealedName: new Uint8Array(1),
    }));
    services.log.level = 'silent'; // names that cannot be read are said
    await services.db.mailboxFolder.createMany({ data: filler });
    const last = await Promise.allSettled(['a', 'b'].map((name) => make(paul, name)));
    services.log.level = 'error';
    expect(last.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await services.db.mailboxFolder.count({ where: { mailboxId: paul.mailboxId } })).toBe(foldersMax);
  });

  it('never come to lie in each other, whoever moves them at once', async () => {
    const { services, paul } = await world();
    const [a, b] = [await make(paul, 'a'), await make(paul, 'b')];
    const both = await Promise.allSettled([
      changeFolder(services, paul.actor, { id: a, change: { parentId: b } }),
      changeFolder(services, paul.actor, { id: b, change: { parentId: a } }),
    ]);
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await tree(paul)).toHaveLength(2);
  });

  it('stand in the database without their names', async () => {
    const { services, paul } = await world();
    const id = await make(paul, 'Dossier de Mme Perrot');
    const [row] = await services.db.$queryRaw<{ row: string }[]>`
      SELECT f::text || encode(f.sealed_name, 'escape') AS row FROM mailbox_folders f WHERE id = ${id}::uuid`;
    expect(row?.row).toContain(id);
    expect(row?.row).not.toContain('Perrot');
    // the name of one folder does not pass for that of another
    const other = await make(paul, 'Autre');
    await services.db.$executeRaw`UPDATE mailbox_folders SET sealed_name =
      (SELECT sealed_name FROM mailbox_folders WHERE id = ${id}::uuid) WHERE id = ${other}::uuid`;
    services.log.level = 'silent';
    const names = (await listFolders(services, paul.actor)).map(({ name }) => name);
    services.log.level = 'error';
    expect(new Set(names)).toEqual(new Set(['Dossier de Mme Perrot', null]));
  });
});

describe('letters in folders', () => {
  it('go there and back where they were; the list, the counts and the change number follow', async () => {
    const { services, paul, newer, older, sent } = await world();
    const folder = await make(paul, 'Réunions');
    const other = await make(paul, 'Autres');
    const before = await numberOf(paul);
    const { changed } = await move(paul, [newer, older, sent], folder);
    expect(changed.map(({ folder: from }) => from).sort()).toEqual(['inbox', 'inbox', 'sent']);
    expect(await numberOf(paul)).toBe(before + 1n);
    expect(await itemsOf(paul, { box: 'folder', folder })).toEqual([sent, newer, older]);
    expect(await itemsOf(paul, { box: 'inbox' })).toEqual([]);
    expect(await countWaiting(services, [paul.mailboxId])).toEqual({
      inbox: 0,
      later: 0,
      folders: new Map([[folder, 2]]),
    });
    expect((await move(paul, [newer], folder)).changed).toEqual([]);
    expect((await move(paul, [newer], other)).changed).toMatchObject([{ folder: 'own', folderId: folder }]);
    expect(await itemsOf(paul, { box: 'folder', folder: other })).toEqual([newer]);
    await changeItems(services, { actor: paul.actor, items: [newer, older], filing: { folder: 'home' } });
    expect(await itemsOf(paul, { box: 'inbox' })).toEqual([newer, older]);
    expect((await countWaiting(services, [paul.mailboxId])).inbox).toBe(2);
  });

  it('of another mailbox than the folder stay where they are', async () => {
    const { services, anne, paul, newer } = await world();
    const hers = await make(anne, 'À elle');
    await services.db.mailboxMember.create({
      data: { mailboxId: anne.mailboxId, userId: paul.actor.userId, fromAt: new Date(0) },
    });
    const both = {
      ...paul,
      actor: { ...paul.actor, mailboxes: [...paul.actor.mailboxes, fullRights(anne.mailboxId)] },
    };
    expect((await move(both, [newer], hers)).changed).toEqual([]);
    expect(await itemsOf(paul, { box: 'inbox' })).toContain(newer);
  });

  it('go to the archive when the folder, or what it lies in, is deleted', async () => {
    const { services, paul, newer, older } = await world();
    const outer = await make(paul, 'a');
    const inner = await make(paul, 'b', await make(paul, 'c', outer));
    const stays = await make(paul, 'd');
    await move(paul, [newer], inner);
    await move(paul, [older], outer);
    const before = await numberOf(paul);
    expect(await deleteFolder(services, paul.actor, outer)).toEqual({ archived: 2 });
    expect(await numberOf(paul)).toBe(before + 1n);
    expect(await itemsOf(paul, { box: 'archive' })).toEqual([newer, older]);
    expect(await tree(paul)).toEqual(['d']);
    await expect(itemsOf(paul, { box: 'folder', folder: inner })).rejects.toMatchObject({
      code: 'not-found',
    });
    expect(await deleteFolder(services, paul.actor, stays)).toEqual({ archived: 0 });
  });

  it('are never lost between a move and a deletion at once', async () => {
    const { services, paul, newer, older } = await world();
    for (let round = 0; round < 8; round += 1) {
      const folder = await make(paul, `${round}`);
      await Promise.allSettled([
        move(paul, [newer, older], folder),
        deleteFolder(services, paul.actor, folder),
        make(paul, 'dedans', folder),
      ]);
      const rows = await services.db.mailboxItem.findMany({ where: { id: { in: [newer, older] } } });
      expect(rows.every(({ folder: lies }) => lies === 'inbox' || lies === 'archive')).toBe(true);
    }
    expect(await tree(paul)).toEqual([]);
  });
});
