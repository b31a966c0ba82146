import 'server-only';
import type { UserActor } from '../access/actor';
import type { Tx } from '../db/transaction';
import type { Services } from '../services';
import { limitsOf, type OwnLimits, type Quota } from './limits';

type Row = {
  member: bigint;
  organisation: bigint;
  storedBytesMax: bigint | null;
  memberBytesMax: bigint | null;
};

/** How much a member and her organisation store, and may: two counters with what is not folded into them yet. */
export async function readQuotas(
  { db, config }: Pick<Services, 'db' | 'config'>,
  { userId, organisationId }: Pick<UserActor, 'userId' | 'organisationId'>,
): Promise<{ member: Quota; organisation: Quota }> {
  const [row] = await db.$queryRaw<Row[]>`
    SELECT o.stored_bytes_max AS "storedBytesMax", o.member_bytes_max AS "memberBytesMax",
      stored_bytes_of(${userId}::uuid) AS member, stored_bytes_of(o.id) AS organisation
    FROM organisations o WHERE o.id = ${organisationId}::uuid`;
  if (!row) throw new Error('a member without an organisation'); // a foreign key makes this impossible
  const limits = limitsOf(config, row);
  const of = (whose: 'member' | 'organisation'): Quota => ({
    whose,
    bytesUsed: Number(row[whose]),
    bytesMax: limits[whose],
  });
  return { member: of('member'), organisation: of('organisation') };
}

/** Bytes that a guest's answer may still store: what is left of hers and of the receiving organisation's, whichever is less. */
export async function answerRoom(
  { config }: Pick<Services, 'config'>,
  db: Pick<Tx, '$queryRaw'>,
  { guestId, organisationId }: { guestId: string; organisationId: string | null },
): Promise<number> {
  const [row] = await db.$queryRaw<(OwnLimits & { guest: bigint; receiver: bigint })[]>`
    SELECT o.stored_bytes_max AS "storedBytesMax", o.member_bytes_max AS "memberBytesMax", stored_bytes_of(${guestId}::uuid) AS guest,
      stored_bytes_of(${organisationId}::uuid) AS receiver
    FROM (SELECT) nothing LEFT JOIN organisations o ON o.id = ${organisationId}::uuid`;
  if (!row) throw new Error('no row'); // the left side of the join has one
  const limits = limitsOf(config, row);
  const left = [limits.guest - Number(row.guest)];
  if (organisationId !== null) left.push(limits.receiver - Number(row.receiver));
  return Math.max(0, Math.min(...left));
}
