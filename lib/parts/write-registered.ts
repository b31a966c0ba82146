import type { Tx } from '../db/transaction';
import type { PartKind, SegmentToRegister } from '../envelope/wire';
import { AppError } from '../errors';

/** The draft that parts are registered in, by its id and version. */
export type DraftOfParts = { id: string; format: number };

/**
 * Parts of a draft, each with its use; those that are there already stay. `ousted`: whose place they take (a former body). `signed`:
 * requests that store bytes of them are going to be given out.
 * @throws AppError `conflict` where an id is another envelope's
 */
export async function addParts(
  tx: Tx,
  draft: DraftOfParts,
  added: ReadonlyMap<string, PartKind>,
  { ousted, signed }: { ousted: readonly string[]; signed: boolean },
): Promise<void> {
  if (added.size === 0) return;
  const [ids, kinds] = [[...added.keys()], [...added.values()]];
  if (ousted.length > 0)
    await tx.partUse.deleteMany({ where: { envelopeId: draft.id, partId: { in: [...ousted] } } });
  // one that was taken out of this very draft may come again
  const count = await tx.$executeRaw`
    WITH made AS (
      INSERT INTO parts (id, made_in, home, signed_at)
      SELECT id, ${draft.id}::uuid, ${draft.format === 1 ? 'envelope' : 'part'}, ${signed ? new Date() : null}::timestamptz
      FROM unnest(${ids}::uuid[]) AS id
      ON CONFLICT (id) DO UPDATE SET signed_at = coalesce(excluded.signed_at, parts.signed_at)
      WHERE parts.made_in = excluded.made_in RETURNING id
    )
    INSERT INTO part_uses (envelope_id, part_id, kind)
    SELECT ${draft.id}::uuid, made.id, named.kind::part_kind
    FROM made JOIN unnest(${ids}::uuid[], ${kinds}::text[]) AS named(id, kind) ON named.id = made.id
    ON CONFLICT (envelope_id, part_id) DO UPDATE SET kind = excluded.kind`;
  if (count < ids.length) throw new AppError('conflict');
}

/**
 * Segments of parts of this draft, in one statement however many, with what they now count.
 * @param segments of parts that are there
 */
export async function writeSegments(
  tx: Tx,
  draft: DraftOfParts,
  segments: readonly SegmentToRegister[],
): Promise<void> {
  if (segments.length === 0) return;
  await tx.$executeRaw`
    WITH registered AS (
      SELECT * FROM unnest(
        ${segments.map(({ partId }) => partId)}::uuid[],
        ${segments.map(({ index }) => index)}::int[],
        ${segments.map(({ sha256 }) => sha256)}::text[],
        ${segments.map(({ ciphertextBytes }) => ciphertextBytes)}::int[]) AS r(part_id, index, sha256, bytes)
    ), before AS (
      SELECT s.part_id, sum(s.ciphertext_bytes) AS bytes FROM segments s JOIN registered USING (part_id, index) GROUP BY s.part_id
    ), written AS (
      INSERT INTO segments (part_id, index, sha256, ciphertext_bytes) SELECT * FROM registered
      ON CONFLICT (part_id, index) DO UPDATE
      SET sha256 = excluded.sha256, ciphertext_bytes = excluded.ciphertext_bytes
    )
    UPDATE part_uses u SET bytes = u.bytes + r.bytes - coalesce(b.bytes, 0)
    FROM (SELECT part_id, sum(bytes) AS bytes FROM registered GROUP BY part_id) r LEFT JOIN before b USING (part_id)
    WHERE u.envelope_id = ${draft.id}::uuid AND u.part_id = r.part_id`;
}
