import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import type { Client } from '../access/actor';
import type { Prisma } from '../db/generated/client';
import type { Tx } from '../db/transaction';
import { lockOwner, type SessionOwner } from './lock-actor';

/**
 * A new session row; its id is new too, so that a session known before signing in is worth nothing after (fixation).
 * The session this browser had before is ended.
 */
export async function startSession(
  tx: Tx,
  owner: SessionOwner,
  times: { now: Date; expiresAt: Date },
  browser: { client: Client; previousSessionId: string | null },
): Promise<string> {
  await lockOwner(tx, owner);
  if (browser.previousSessionId !== null) {
    await endRows(tx, { id: browser.previousSessionId }, times.now); // one row by itself, perhaps somebody else's
  }
  const id = uuidv7();
  await tx.session.create({
    data: {
      id,
      ...owner,
      createdAt: times.now,
      lastSeenAt: times.now,
      activeAt: times.now,
      expiresAt: times.expiresAt,
      clientAddress: browser.client.address,
      clientAgent: browser.client.agent,
    },
  });
  return id;
}

/**
 * Ends all live sessions of a person, those that match, at once: the next request of each is nobody's. Waits for what is
 * being made for that person, and what comes after sees it. Returns how many.
 */
export async function endSessions(
  tx: Tx,
  owner: SessionOwner,
  now: Date,
  which: Prisma.SessionWhereInput = {},
): Promise<number> {
  await lockOwner(tx, owner);
  return endRows(tx, { AND: [owner, which] }, now);
}

async function endRows(tx: Tx, where: Prisma.SessionWhereInput, now: Date): Promise<number> {
  const ended = await tx.session.updateMany({
    where: { AND: [where, { endedAt: null, expiresAt: { gt: now } }] },
    data: { endedAt: now },
  });
  return ended.count;
}
