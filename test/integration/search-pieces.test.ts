import { describe, expect, test } from 'vitest';
import type { UserActor } from '../../lib/access/actor';
import { withdrawAccess } from '../../lib/amend/withdraw-access';
import { reportWrongRecipient } from '../../lib/delivery/report-wrong-recipient';
import { openEnvelope } from '../../lib/open/open-envelope';
import { indexLetters } from '../../lib/search/index-letters';
import { searchAmong } from '../../lib/search/search-among';
import { listPieces } from '../../lib/search-index/list-pieces';
import type { CopySide } from '../../lib/search-index/lock-read-copy';
import { openIndex } from '../../lib/search-index/open-index';
import { preparePiece } from '../../lib/search-index/prepare-piece';
import { putPiece } from '../../lib/search-index/put-piece';
import { wrapAgain } from '../../lib/search-index/wrap-again';
import { withTestDatabase } from '../support/database';
import { fullRights } from '../support/mailboxes';
import { retentionWorld } from '../support/retention-world';
import { addPerson, type Person, withTestServices } from '../support/sealed-world';
import { pieceOf, wordsOf } from '../support/search-pieces';
import { testClient } from '../support/test-client';

const under = withTestServices(withTestDatabase());
const ends = retentionWorld(under);
const client = testClient;

const sent = (envelopeId: string): CopySide => ({ kind: 'sent', envelopeId });
const received = (reference: string): CopySide => ({ kind: 'received', reference });

async function keep(actor: UserActor, side: CopySide, text: string, services = under.services) {
  const asked = await preparePiece(services, { actor, side });
  await putPiece(services, { actor, side, piece: await pieceOf(asked, text) });
  return asked;
}

/** What a member's browser finds in her mailbox: the words of every piece that is given and opens. */
async function texts({ actor, mailboxId }: Person, services = under.services) {
  const { pieces } = await listPieces(services, actor, { id: mailboxId, since: 0 });
  if (pieces.length === 0) return [];
  const keys = await openIndex(services, { actor, client, mailboxId });
  return Promise.all(pieces.map((piece) => wordsOf(mailboxId, keys, piece)));
}

/** A letter of Anne to Paul that he has opened; both have a piece of it. */
async function readLetter() {
  const { services, practice, anne, paul } = await ends.world();
  const letter = await ends.letter(anne, paul.actor.email);
  const { envelopeId, reference } = letter;
  await openEnvelope(services, { actor: paul.actor, client, reference });
  await keep(anne.actor, sent(envelopeId), 'Son texte à elle');
  await keep(paul.actor, received(reference), 'Son texte à lui');
  return { ...letter, services, practice, anne, paul };
}

describe('a piece of the search index', () => {
  test('goes from the browser that read or wrote to one that searches, each mailbox its own; the server has no word of it', async () => {
    const { services, anne, paul, envelopeId } = await readLetter();
    expect(await texts(anne)).toEqual(['son texte a elle']);
    expect(await texts(paul)).toEqual(['son texte a lui']);
    const rows = await services.db.itemSearchPiece.findMany({ where: { item: { envelopeId } } });
    expect(rows).toHaveLength(2);
    expect(rows.some(({ content }) => Buffer.from(content).includes('texte'))).toBe(false);
  });

  test('is read only with keys whose release stands in the trail of the mailbox’s organisation', async () => {
    const { services, paul } = await readLetter();
    const entries = () =>
      services.db.auditEntry.findMany({ where: { event: 'SearchIndexOpened', actorId: paul.actor.userId } });
    expect(await entries()).toEqual([]);
    await openIndex(services, { actor: paul.actor, client, mailboxId: paul.mailboxId });
    expect(await entries()).toMatchObject([{ detail: { mailbox: paul.mailboxId } }]);
  });

  test('is nobody else’s: mailbox, keys, pieces, letters and what is found look as if they were not there', async () => {
    const { services, anne, paul, envelopeId, reference } = await readLetter();
    const id = paul.mailboxId;
    const refused = { code: 'not-found' };
    await expect(listPieces(services, anne.actor, { id, since: 0 })).rejects.toMatchObject(refused);
    await expect(openIndex(services, { actor: anne.actor, client, mailboxId: id })).rejects.toMatchObject(
      refused,
    );
    for (const [{ actor }, side] of [
      [anne, received(reference)],
      [paul, sent(envelopeId)],
    ] as const) {
      await expect(preparePiece(services, { actor, side })).rejects.toMatchObject(refused);
      const piece = await pieceOf(
        await preparePiece(services, { actor: anne.actor, side: sent(envelopeId) }),
        'x',
      );
      await expect(putPiece(services, { actor, side, piece })).rejects.toMatchObject(refused);
    }
    await indexLetters(services);
    const { itemId } = await preparePiece(services, { actor: paul.actor, side: received(reference) });
    const among = (actor: UserActor, items: string[], text = '') =>
      searchAmong(services, actor, { items, text, timeZone: 'Europe/Paris' });
    expect((await among(paul.actor, [itemId, envelopeId])).items.map((item) => item.itemId)).toEqual([
      itemId,
    ]);
    expect((await among(paul.actor, [itemId], 'dans:archives')).items).toEqual([]);
    expect((await among(anne.actor, [itemId])).items).toEqual([]);
    await expect(among(paul.actor, [itemId], 'mot')).rejects.toMatchObject({ code: 'bad-request' });
  });

  test('is not made of a letter that its mailbox has not opened', async () => {
    const { services, anne, paul } = await ends.world();
    const { reference } = await ends.letter(anne, paul.actor.email);
    await expect(
      preparePiece(services, { actor: paul.actor, side: received(reference) }),
    ).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  test('goes with what takes the letter away, in the same transaction, and none comes after: withdrawn, reported, removed', async () => {
    for (const take of ['withdrawn', 'reported', 'removed'] as const) {
      const { services, anne, paul, envelopeId, reference, recipientId } = await readLetter();
      const asked = await preparePiece(services, { actor: paul.actor, side: received(reference) });
      const piece = await pieceOf(asked, 'trop tard');
      if (take === 'withdrawn')
        await withdrawAccess(services, { actor: anne.actor, client, envelopeId, recipientId });
      if (take === 'reported') await reportWrongRecipient(services, { actor: paul.actor, client, reference });
      if (take === 'removed')
        await services.db.mailboxItem.update({
          where: { id: asked.itemId },
          data: { folder: 'trash', trashedAt: new Date(), removedAt: new Date() },
        });
      expect(await services.db.itemSearchPiece.findUnique({ where: { itemId: asked.itemId } })).toBeNull();
      await expect(
        putPiece(services, { actor: paul.actor, side: received(reference), piece }),
      ).rejects.toThrow();
      expect(await texts(anne)).toEqual(['son texte a elle']);
    }
  });

  test('of a letter whose date has passed is given to nobody but its sender, and goes with the content', async () => {
    const { services, anne, paul, envelopeId } = await readLetter();
    const later = ends.daysLater(2);
    expect(await texts(paul, later)).toEqual([]);
    expect(await texts(anne, later)).toEqual(['son texte a elle']);
    await ends.end(ends.daysLater(9), envelopeId);
    expect(await services.db.itemSearchPiece.count({ where: { item: { envelopeId } } })).toBe(0);
  });

  test('stays readable past that date where the reader’s organisation keeps its letters', async () => {
    const { services, practice, paul } = await readLetter();
    await services.db.organisation.update({ where: { id: practice.id }, data: { letterRetentionDays: 30 } });
    expect(await texts(paul, ends.daysLater(2))).toEqual(['son texte a lui']);
    expect(await texts(paul, ends.daysLater(40))).toEqual([]);
  });

  test('is kept in numbers that follow one another, so that who comes again gets what came since', async () => {
    const { services, paul, reference } = await readLetter();
    const list = (since: number) => listPieces(services, paul.actor, { id: paul.mailboxId, since });
    const { number } = await list(0);
    expect(await list(number)).toEqual({ pieces: [], number, more: false });
    await keep(paul.actor, received(reference), 'neu');
    const [piece] = (await list(number)).pieces;
    expect(piece).toBeDefined();
    expect(await texts(paul)).toEqual(['neu']);
  });
});

describe('the pieces of a mailbox', () => {
  test('come some at a time, never many megabytes at once, and each of them once', async () => {
    const { services, anne, paul } = await ends.world();
    const big = { wrap: 'A'.repeat(140), content: Buffer.alloc(65_536).toString('base64') };
    const letters = 20;
    for (let n = 0; n < letters; n++) {
      const side = sent((await ends.letter(anne, paul.actor.email)).envelopeId);
      const { generation } = await preparePiece(services, { actor: anne.actor, side });
      await putPiece(services, { actor: anne.actor, side, piece: { generation, ...big } });
    }
    const counts: number[] = [];
    const seen = new Set<string>();
    for (let since = 0, more = true; more; ) {
      const answer = await listPieces(services, anne.actor, { id: anne.mailboxId, since });
      for (const { itemId } of answer.pieces) seen.add(itemId);
      counts.push(answer.pieces.length);
      ({ number: since, more } = answer);
    }
    expect(counts).toEqual([16, 4]);
    expect(seen.size).toBe(letters);
  });
});

describe('the key of a search index', () => {
  test('is another once a right to read has ended; pieces are wrapped again, unread, and the old key opens none of them', async () => {
    const { services, practice, paul, reference } = await readLetter();
    const { mailboxId } = paul;
    const colleague = await addPerson(services, practice, 'remplacant');
    const right = { mailboxId_userId: { mailboxId, userId: colleague.actor.userId } };
    await services.db.mailboxMember.create({ data: { ...right.mailboxId_userId, rights: ['read'] } });
    const insider: UserActor = { ...colleague.actor, mailboxes: [fullRights(mailboxId)] };
    const old = await openIndex(services, { actor: insider, client, mailboxId });
    const asked = await preparePiece(services, { actor: paul.actor, side: received(reference) });

    await services.db.mailboxMember.delete({ where: right });
    await expect(
      putPiece(services, { actor: paul.actor, side: received(reference), piece: await pieceOf(asked, 'x') }),
    ).rejects.toMatchObject({ code: 'conflict' });
    await expect(openIndex(services, { actor: insider, client, mailboxId })).rejects.toMatchObject({
      code: 'not-found',
    });
    expect(await texts(paul)).toEqual(['son texte a lui']); // meanwhile

    await Promise.all([wrapAgain(services), wrapAgain(services)]);
    expect(await texts(paul)).toEqual(['son texte a lui']);
    const { pieces } = await listPieces(services, paul.actor, { id: mailboxId, since: 0 });
    for (const piece of pieces) {
      await expect(wordsOf(mailboxId, old, piece)).rejects.toThrow();
      await expect(wordsOf(mailboxId, old, { ...piece, generation: asked.generation })).rejects.toThrow();
    }
    expect(await services.db.searchIndexKey.findMany({ where: { mailboxId } })).toMatchObject([
      { generation: asked.generation + 1, retiredAt: null },
    ]);
  });

  test('is another also where the right ran out by itself', async () => {
    const { services, practice, paul } = await readLetter();
    const { mailboxId } = paul;
    const colleague = await addPerson(services, practice, 'vacataire');
    const untilAt = new Date(Date.now() + 3_600_000);
    await services.db.mailboxMember.create({
      data: { mailboxId, userId: colleague.actor.userId, rights: ['read'], untilAt },
    });
    const generations = async () =>
      (await services.db.searchIndexKey.findMany({ where: { mailboxId } })).map(
        ({ generation }) => generation,
      );
    await wrapAgain(services);
    expect(await generations()).toEqual([1]);
    await wrapAgain(ends.daysLater(0.5));
    expect(await generations()).toEqual([2]);
    expect(await texts(paul)).toEqual(['son texte a lui']);
  });
});
