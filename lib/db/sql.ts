/** Raw SQL with bound values (`Prisma.sql`), for the few queries that Prisma's own language cannot say. */
export { Prisma } from './generated/client';
