import 'server-only';
import { createHash } from 'node:crypto';
import { RateLimiterPrisma, RateLimiterRes } from 'rate-limiter-flexible';
import type { Client } from '../access/actor';
import type { PrismaClient } from '../db/client';
import type { Tx } from '../db/transaction';
import { limitKeyOf } from '../limits/client-key';

/** Tries at one address within an hour after which it is locked for an hour. Known and unknown addresses alike. */
export const lockAfterTries = 10;
/** The third try and each after it must wait: 1, 2, 4 … 64 seconds after the one before. */
export const freeTries = 2;
const lockSeconds = 3_600;
/** Tries from one client address an hour, at any account: a whole practice may sit behind one address. */
const clientTries = 100;

/** Whether a password may be tried now. */
export type Attempt =
  | { state: 'go' }
  | { state: 'wait'; seconds: number }
  /** `justNow` for exactly one of the tries that meet the lock: that one is audited. */
  | { state: 'locked'; seconds: number; justNow: boolean };

type Limiters = Record<'tries' | 'pause' | 'client', RateLimiterPrisma>;
const limitersOf = new WeakMap<PrismaClient, Limiters>();

function limiters(db: PrismaClient): Limiters {
  const common = { storeClient: db, tableName: 'rateLimiterFlexible', clearExpiredByTimeout: false };
  const known = limitersOf.get(db) ?? {
    tries: new RateLimiterPrisma({
      ...common,
      keyPrefix: triesPrefix,
      points: lockAfterTries,
      duration: lockSeconds,
      blockDuration: lockSeconds,
    }),
    pause: new RateLimiterPrisma({ ...common, keyPrefix: 'sign-in-pause', points: 1, duration: 1 }),
    client: new RateLimiterPrisma({
      ...common,
      keyPrefix: 'sign-in-client',
      points: clientTries,
      duration: lockSeconds,
    }),
  };
  limitersOf.set(db, known);
  return known;
}

const triesPrefix = 'sign-in-tries';

/** What is stored instead of an address: people also type passwords into the address field. */
function keyOf(address: string): string {
  return createHash('sha256').update(`sign-in\0${address}`).digest('hex');
}

/**
 * Counts a try before the password is looked at, so that a thousand parallel tries are no better than ten. A try that
 * must wait is not counted.
 */
export async function beginAttempt(db: PrismaClient, address: string, client: Client): Promise<Attempt> {
  const { tries, pause, client: clients } = limiters(db);
  const key = keyOf(address);
  const ofClient = await consume(clients, limitKeyOf(client));
  if (ofClient.refused) {
    return { state: 'wait', seconds: ofClient.seconds };
  }
  const ofAddress = await consume(tries, key);
  if (ofAddress.refused) {
    return { state: 'locked', seconds: ofAddress.seconds, justNow: ofAddress.count === lockAfterTries + 1 };
  }
  if (ofAddress.count > freeTries) {
    const gate = await consume(pause, key, 2 ** (ofAddress.count - freeTries - 1));
    if (gate.refused) {
      await Promise.all([tries.reward(key, 1), clients.reward(limitKeyOf(client), 1)]);
      return { state: 'wait', seconds: gate.seconds };
    }
  }
  return { state: 'go' };
}

/** The password was right: what was counted at this address is forgotten, and the client's try is given back. */
export async function forgiveAttempts(db: PrismaClient, address: string, client: Client): Promise<void> {
  const { tries, pause, client: clients } = limiters(db);
  const key = keyOf(address);
  await Promise.all([tries.delete(key), pause.delete(key), clients.reward(limitKeyOf(client), 1)]);
}

/** The way out of a lock: a mailed link was used, or an administrator unlocked. In the caller's transaction. */
export async function unlockAddress(tx: Tx, address: string): Promise<void> {
  const key = keyOf(address);
  await tx.rateLimiterFlexible.deleteMany({
    where: { key: { in: [`${triesPrefix}:${key}`, `sign-in-pause:${key}`] } },
  });
}

/** Which of these addresses are locked now. */
export async function lockedAddresses(
  db: PrismaClient,
  addresses: readonly string[],
  now: Date,
): Promise<Set<string>> {
  const byKey = new Map(addresses.map((address) => [`${triesPrefix}:${keyOf(address)}`, address]));
  const rows = await db.rateLimiterFlexible.findMany({
    where: { key: { in: [...byKey.keys()] }, points: { gt: lockAfterTries }, expire: { gt: now } },
    select: { key: true },
  });
  return new Set(rows.map((row) => byKey.get(row.key) ?? ''));
}

type Consumed = { refused: boolean; count: number; seconds: number };

async function consume(limiter: RateLimiterPrisma, key: string, seconds?: number): Promise<Consumed> {
  const options = seconds === undefined ? {} : { customDuration: seconds };
  try {
    const { consumedPoints, msBeforeNext } = await limiter.consume(key, 1, options);
    return { refused: false, count: consumedPoints, seconds: Math.ceil(msBeforeNext / 1_000) };
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) {
      const { consumedPoints, msBeforeNext } = refusal;
      return { refused: true, count: consumedPoints, seconds: Math.max(1, Math.ceil(msBeforeNext / 1_000)) };
    }
    throw refusal;
  }
}
