import 'server-only';
import type { Config } from '../config';
import type { Tx } from '../db/transaction';
import { AppError } from '../errors';
import { limitsOf, type OwnLimits, type QuotaOwner } from './limits';

type Row = OwnLimits & {
  ownerId: string;
  organisationId: string | null;
  authorKind: string;
  bytes: bigint;
  added: bigint;
};

/**
 * Whether what this transaction adds to what the envelope's author and organisation store may stay: called last in it. Judged is who
 * stores more by it than before, by the counter, which is locked until the commit, so that two at once cannot pass a limit together; where
 * nobody does, nothing is locked. A member's limit is that of her own organisation, whatever mailbox she writes from; a
 * guest's answer is counted on the organisation that wrote to her.
 * @throws AppError `quota-reached` with `whose`, `bytesMax`, `bytesUsed` (before) and `bytesNeeded`
 */
export async function assertRoom(
  { config }: { config: Pick<Config, 'limits'> },
  tx: Pick<Tx, '$queryRaw'>,
  envelopeId: string,
): Promise<void> {
  const rows = await tx.$queryRaw<Row[]>`
    WITH grown AS (
      SELECT c.owner_id, sum(c.bytes)::bigint AS added, e.organisation_id, e.author_kind
      FROM (
        SELECT author_id, author_kind, coalesce(organisation_id, counted_on) AS organisation_id
        FROM envelopes WHERE id = ${envelopeId}::uuid
      ) e JOIN stored_bytes_changes c ON c.owner_id IN (e.organisation_id, e.author_id)
      WHERE c.noted_in = pg_current_xact_id()
      GROUP BY c.owner_id, e.organisation_id, e.author_kind HAVING sum(c.bytes) > 0
    )
    SELECT g.owner_id AS "ownerId", g.organisation_id AS "organisationId", g.author_kind AS "authorKind", g.added, f.bytes,
      o.stored_bytes_max AS "storedBytesMax", o.member_bytes_max AS "memberBytesMax"
    FROM (SELECT array_agg(owner_id) AS owners FROM grown) s CROSS JOIN LATERAL fold_stored_bytes(s.owners) f
    JOIN grown g ON g.owner_id = f.owner_id LEFT JOIN users u ON u.id = f.owner_id
    LEFT JOIN organisations o ON o.id = coalesce(u.organisation_id, g.organisation_id)
    ORDER BY f.owner_id IS DISTINCT FROM g.organisation_id`;
  for (const row of rows) {
    const whose = whoseIs(row);
    const bytesMax = limitsOf({ limits: config.limits }, row)[whose];
    const [bytesUsed, bytesNeeded] = [Number(row.bytes - row.added), Number(row.added)];
    if (bytesUsed + bytesNeeded > bytesMax)
      throw new AppError('quota-reached', { detail: { whose, bytesMax, bytesUsed, bytesNeeded } });
  }
}

function whoseIs({ ownerId, organisationId, authorKind }: Row): QuotaOwner {
  if (ownerId === organisationId) return authorKind === 'guest' ? 'receiver' : 'organisation';
  return authorKind === 'guest' ? 'guest' : 'member';
}
