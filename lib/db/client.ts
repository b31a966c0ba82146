import 'server-only';
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from './generated/client';

export type { PrismaClient } from './generated/client';

/** A Prisma client on its own small pool; one a process. */
export function createDatabaseClient(url: string, connectionsMax = 10): PrismaClient {
  return new PrismaClient({ adapter: new PrismaPg({ connectionString: url, max: connectionsMax }) });
}
