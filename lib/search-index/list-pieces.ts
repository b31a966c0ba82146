import 'server-only';
import type { UserActor } from '../access/actor';
import { can } from '../access/policy';
import { standingOf } from '../envelope/lock-received';
import { AppError } from '../errors';
import { keptUntilOf } from '../keeping/kept-until';
import type { Services } from '../services';
import type { SearchPiecesAnswer } from './wire';

const piecesAtOnce = 400;
/** With the piece that comes to it an answer goes over this by one at most. */
const bytesAtOnce = 1_000_000;

type Row = {
  itemId: string;
  at: Date;
  number: bigint;
  generation: number;
  wrap: Uint8Array;
  content: Uint8Array;
  recipientId: string | null;
  accessUntil: Date;
  takenBackAt: Date | null;
  releasedAt: Date | null;
  openedAt: Date | null;
  withdrawnAt: Date | null;
  blockedAt: Date | null;
  organisationId: string | null;
  days: number | null;
  held: boolean;
  more: boolean;
};

/**
 * The pieces of a mailbox's index that were stored after a number, some at a time and about a megabyte at most, as they are: encrypted. Those of letters that cannot be read at this moment
 * are left out, by the judge who also judges an opening.
 * @throws AppError `not-found` for a mailbox the actor may not use
 */
export async function listPieces(
  { db, clock }: Pick<Services, 'db' | 'clock'>,
  actor: UserActor,
  { id, since }: { id: string; since: number },
): Promise<SearchPiecesAnswer> {
  if (!can(actor, 'mailbox.use', { id })) throw new AppError('not-found');
  const rows = await db.$queryRaw<Row[]>`
    SELECT p.item_id AS "itemId", i.at, p.number, p.generation, p.wrap, p.content, i.recipient_id AS "recipientId", e.access_until AS "accessUntil",
      e.taken_back_at AS "takenBackAt", r.released_at AS "releasedAt", r.opened_at AS "openedAt", r.withdrawn_at AS "withdrawnAt", r.blocked_at AS "blockedAt",
      o.id AS "organisationId", o.letter_retention_days AS days,
      EXISTS (SELECT FROM retention_holds h WHERE h.envelope_id = e.id AND h.organisation_id = o.id AND h.lifted_at IS NULL) AS held,
      p.number < (SELECT max(number) FROM item_search_pieces WHERE mailbox_id = ${id}::uuid) AS more
    FROM (
      SELECT *, sum(octet_length(content)) OVER (ORDER BY number) - octet_length(content) AS before FROM (
        SELECT * FROM item_search_pieces WHERE mailbox_id = ${id}::uuid AND number > ${since} ORDER BY number LIMIT ${piecesAtOnce}
      ) AS next
    ) AS p JOIN mailbox_items i ON i.id = p.item_id JOIN envelopes e ON e.id = i.envelope_id LEFT JOIN recipients r ON r.id = i.recipient_id
      JOIN mailboxes m ON m.id = p.mailbox_id LEFT JOIN organisations o ON o.id = m.organisation_id
    WHERE p.before < ${bytesAtOnce} ORDER BY p.number`;
  const now = clock.now();
  return {
    pieces: rows
      .filter((row) => isOpen(row, now))
      .map(({ itemId, at, generation, wrap, content }) => ({
        itemId,
        at: at.toISOString(),
        generation,
        wrap: Buffer.from(wrap).toString('base64'),
        content: Buffer.from(content).toString('base64'),
      })),
    number: Number(rows.at(-1)?.number ?? since),
    more: rows.at(-1)?.more ?? false,
  };
}

/** The sender's own copy lasts as long as its content, and its piece goes with that. */
function isOpen(row: Row, now: Date): boolean {
  const { recipientId, organisationId, days, held, ...facts } = row;
  if (recipientId === null) return true;
  const copy = {
    id: recipientId,
    at: facts.releasedAt,
    openedAt: facts.openedAt,
    withdrawnAt: facts.withdrawnAt,
    removedAt: null,
    keeping: organisationId === null ? null : { days, held },
  };
  const received = { ...facts, removedAt: null, envelope: facts, keptUntil: keptUntilOf(facts, copy) };
  return standingOf(received, now) === 'open';
}
