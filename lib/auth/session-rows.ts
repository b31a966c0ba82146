import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import type { Client } from '../access/actor';
import type { Prisma } from '../db/generated/client';
import type { Tx } from '../db/transaction';

/** Whose session: exactly one of the two. */
export type SessionOwner = { userId: string } | { guestId: string };

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
  if (browser.previousSessionId !== null) {
    await endSessions(tx, { id: browser.previousSessionId }, times.now);
  }
  const id = uuidv7();
  await tx.session.create({
    data: {
      id,
      ...owner,
      createdAt: times.now,
      lastSeenAt: times.now,
      expiresAt: times.expiresAt,
      clientAddress: browser.client.address,
      clientAgent: browser.client.agent,
    },
  });
  return id;
}

/** Ends all live sessions that match, at once: the next request of each is nobody's. Returns how many. */
export async function endSessions(tx: Tx, where: Prisma.SessionWhereInput, now: Date): Promise<number> {
  const ended = await tx.session.updateMany({
    where: { AND: [where, { endedAt: null, expiresAt: { gt: now } }] },
    data: { endedAt: now },
  });
  return ended.count;
}
