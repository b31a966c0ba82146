import 'server-only';
import { z } from 'zod';
import type { UserActor } from '../../access/actor';
import { can } from '../../access/policy';
import { AppError } from '../../errors';
import type { Services } from '../../services';
import { inclusionProof } from '../../transparency-log/prove';
import { readCheckpoint } from '../../transparency-log/read-checkpoint';
import { tlogProof } from '../../transparency-log/tlog-proof';

export const entryParams = z.strictObject({ id: z.string().regex(/^\d{1,18}$/) });

/** GET /api/audit/entries/{id}/proof: an entry's place in the log; `null` while it waits for one, about a second. */
export const entryProofAnswer = z.strictObject({
  place: z
    .strictObject({
      index: z.number(),
      /** Of the checkpoint the proof leads to. */
      treeSize: z.number(),
      /** Lower-case hex of the leaf's hash. */
      leafHash: z.string(),
      /** C2SP tlog-proof, as docs/audit-log.md section 4 has it. */
      proof: z.string(),
    })
    .nullable(),
});
export type EntryProofAnswer = z.infer<typeof entryProofAnswer>;

/**
 * The proof that an entry stands in the log, for whoever reads the entry.
 * @throws AppError `not-found` for entries the actor's organisation does not see, and for everybody else
 */
export async function proveEntry(
  { db }: Pick<Services, 'db'>,
  actor: UserActor,
  id: string,
): Promise<EntryProofAnswer> {
  const { organisationId } = actor;
  if (!can(actor, 'audit.read', { organisationId })) throw new AppError('not-found');
  const entryId = BigInt(id);
  const seen = await db.auditVisibility.findUnique({
    where: { entryId_organisationId: { organisationId, entryId } },
    select: { entryId: true },
  });
  if (seen === null) throw new AppError('not-found');
  const [leaf, checkpoint] = await Promise.all([
    db.logLeaf.findUnique({ where: { entryId } }),
    readCheckpoint(db),
  ]);
  if (leaf === null || checkpoint === null || leaf.index >= checkpoint.treeSize) return { place: null };
  const index = Number(leaf.index);
  const hashes = await inclusionProof(db, index, checkpoint.treeSize);
  return {
    place: {
      index,
      treeSize: checkpoint.treeSize,
      leafHash: Buffer.from(leaf.leafHash).toString('hex'),
      proof: tlogProof(index, hashes, checkpoint.note),
    },
  };
}
