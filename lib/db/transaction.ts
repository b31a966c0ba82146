import type { PrismaClient } from './client';

/** A Postgres transaction of the Prisma client. */
export type Tx = Parameters<Parameters<PrismaClient['$transaction']>[0]>[0];

/** Enough room for a store that answers late: the row stays locked while the vault is asked. */
export const lockedTransaction = { maxWait: 10_000, timeout: 60_000 } as const;
