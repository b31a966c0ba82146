import type { Tx } from '../db/transaction';
import type { ShownHold } from '../keeping/shown';

/**
 * The holds in force on a letter that a reader is shown: to the sender all; to a recipient those of the sender's organisation and of
 * her own, so that nobody learns of a blind copy.
 * @param reader `sender`, or the recipient's organisation (null: a guest)
 */
export async function shownHolds(
  tx: Pick<Tx, 'retentionHold'>,
  envelope: { id: string; organisationId: string | null },
  reader: 'sender' | { organisationId: string | null },
): Promise<ShownHold[]> {
  const shown =
    reader === 'sender'
      ? {}
      : {
          organisationId: { in: [envelope.organisationId, reader.organisationId].flatMap((id) => id ?? []) },
        };
  const holds = await tx.retentionHold.findMany({
    where: { envelopeId: envelope.id, liftedAt: null, ...shown },
    select: { id: true, why: true, setAt: true, organisation: { select: { name: true } } },
    orderBy: { id: 'asc' },
  });
  return holds.map(({ id, why, setAt, organisation }) => ({
    id,
    organisation: organisation.name,
    why,
    setAt: setAt.toISOString(),
  }));
}
