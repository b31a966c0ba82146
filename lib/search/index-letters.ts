import 'server-only';
import type { Tx } from '../db/transaction';
import { shownTitle } from '../sealed-rows/sealed-title';
import type { Services } from '../services';
import { blindTerms } from './blind-terms';
import { type SearchedLetter, termsOfLetter } from './search-terms';

const atOnce = 200;
/** Of a letter to more people only these are searched. */
const recipientsMax = 500;

/**
 * Makes the search terms of copies that have none yet, a batch a transaction, until none is left. Several workers may do it at once. Copies wait
 * for it when they are filed, go to another mailbox, or lose their title: what waits is found by nothing.
 */
export async function indexLetters(services: Pick<Services, 'db' | 'keys' | 'log'>): Promise<void> {
  while ((await services.db.$transaction((tx) => indexSome(services, tx))) === atOnce);
}

async function indexSome(services: Pick<Services, 'keys' | 'log'>, tx: Tx): Promise<number> {
  const waiting = await tx.$queryRaw<{ itemId: string }[]>`
    SELECT item_id AS "itemId" FROM item_search_terms WHERE terms IS NULL ORDER BY item_id LIMIT ${atOnce} FOR UPDATE SKIP LOCKED`;
  if (waiting.length === 0) return 0;
  const ids = waiting.map(({ itemId }) => itemId);
  const found = [...(await readReceived(tx, ids)), ...(await readSent(tx, ids))];
  const made = found.map(({ id, mailboxId, envelope, people }) => {
    const letter: SearchedLetter = {
      title: shownTitle(services, envelope),
      people,
      hasFiles: envelope.attachmentCount > 0,
    };
    return { id, terms: `{${blindTerms(services.keys, mailboxId)(termsOfLetter(letter)).join(',')}}` };
  });
  await tx.$executeRaw`
    UPDATE item_search_terms s SET terms = m.terms::bigint[]
    FROM unnest(${made.map(({ id }) => id)}::uuid[], ${made.map(({ terms }) => terms)}::text[]) AS m(id, terms) WHERE s.item_id = m.id`;
  return waiting.length;
}

const ofEnvelope = { id: true, sealedTitle: true, attachmentCount: true } as const;

async function readReceived(tx: Tx, ids: string[]) {
  const items = await tx.mailboxItem.findMany({
    where: { id: { in: ids }, recipientId: { not: null } },
    select: {
      id: true,
      mailboxId: true,
      envelope: { select: { ...ofEnvelope, senderName: true, senderAddress: true } },
    },
  });
  return items.map((item) => ({
    ...item,
    people: [item.envelope.senderName ?? '', item.envelope.senderAddress ?? ''],
  }));
}

async function readSent(tx: Tx, ids: string[]) {
  const recipients = {
    select: { name: true, address: true },
    orderBy: { id: 'asc' },
    take: recipientsMax,
  } as const;
  const items = await tx.mailboxItem.findMany({
    where: { id: { in: ids }, recipientId: null },
    select: { id: true, mailboxId: true, envelope: { select: { ...ofEnvelope, recipients } } },
  });
  return items.map((item) => ({
    ...item,
    people: item.envelope.recipients.map(({ name, address }) => `${name ?? ''} ${address}`),
  }));
}
