import { Prisma } from '../db/sql';
import { idleLockMinutes } from './session-times';

/** For how long a session may rest, as an interval; `o` is its person's organisation in a query, null for a guest. */
export const idleSql: Prisma.Sql = Prisma.sql`make_interval(mins => COALESCE(o.idle_lock_minutes, ${idleLockMinutes.default}::int))`;
