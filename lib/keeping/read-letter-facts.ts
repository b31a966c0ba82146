import type { Tx } from '../db/transaction';
import type { LetterFacts } from './judge-letter';

/** Days for which nothing is destroyed by a rule that has changed. */
const settlingDays = 7;

/** What `judgeLetter` needs, with what else a destruction asks. */
export type ReadFacts = LetterFacts & {
  organisationId: string | null;
  /** Of the sender and the recipients who were let in, each once. */
  organisationIds: string[];
  /** Until then a rule that was changed lately destroys nothing: milliseconds since 1970. */
  rulesSettledAt: number;
};

type SenderRow = {
  organisationId: string | null;
  sealedAt: Date;
  accessUntil: Date;
  takenBackAt: Date | null;
  removedAt: Date | null;
  days: number | null;
  since: Date | null;
  held: boolean;
};
type RecipientRow = {
  id: string;
  organisationId: string | null;
  at: Date | null;
  openedAt: Date | null;
  withdrawnAt: Date | null;
  removedAt: Date | null;
  days: number | null;
  since: Date | null;
  held: boolean;
};

/** The facts of a sealed letter; null where there is none. Read under the envelope's lock they stay true until the commit. */
export async function readLetterFacts(tx: Tx, envelopeId: string): Promise<ReadFacts | null> {
  const [letter] = await tx.$queryRaw<SenderRow[]>`
    SELECT e.organisation_id AS "organisationId", e.sealed_at AS "sealedAt", e.access_until AS "accessUntil",
      e.taken_back_at AS "takenBackAt", i.removed_at AS "removedAt", o.letter_retention_days AS days, o.letter_retention_since AS since,
      EXISTS (SELECT FROM retention_holds h WHERE h.envelope_id = e.id AND h.organisation_id = o.id AND h.lifted_at IS NULL) AS held
    FROM envelopes e LEFT JOIN organisations o ON o.id = e.organisation_id
    LEFT JOIN mailbox_items i ON i.envelope_id = e.id AND i.recipient_id IS NULL
    WHERE e.id = ${envelopeId}::uuid AND e.state = 'sealed'`;
  if (!letter) return null;
  const recipients = await tx.$queryRaw<RecipientRow[]>`
    SELECT r.id, o.id AS "organisationId", r.released_at AS at, r.opened_at AS "openedAt", r.withdrawn_at AS "withdrawnAt",
      i.removed_at AS "removedAt", o.letter_retention_days AS days, o.letter_retention_since AS since,
      EXISTS (SELECT FROM retention_holds h WHERE h.envelope_id = r.envelope_id AND h.organisation_id = o.id AND h.lifted_at IS NULL) AS held
    FROM recipients r JOIN mailboxes m ON m.id = r.mailbox_id LEFT JOIN organisations o ON o.id = m.organisation_id
    LEFT JOIN mailbox_items i ON i.recipient_id = r.id
    WHERE r.envelope_id = ${envelopeId}::uuid ORDER BY r.id`;
  const { sealedAt, accessUntil, takenBackAt, removedAt, organisationId } = letter;
  const all = [letter, ...recipients];
  const knowing = [letter, ...recipients.filter(({ at }) => at !== null)];
  return {
    organisationId,
    sealedAt,
    accessUntil,
    takenBackAt,
    sender: { ...(keepingOf(letter) ?? { days: 0, held: false }), removedAt },
    recipients: recipients.map(({ id, at, openedAt, withdrawnAt, removedAt, ...rest }) => ({
      id,
      at,
      openedAt,
      withdrawnAt,
      removedAt,
      keeping: keepingOf(rest),
    })),
    organisationIds: [...new Set(knowing.flatMap((one) => one.organisationId ?? []))],
    rulesSettledAt: Math.max(...all.map(({ since }) => (since?.getTime() ?? 0) + settlingDays * 86_400_000)),
  };
}

function keepingOf({ organisationId, days, held }: Pick<RecipientRow, 'organisationId' | 'days' | 'held'>) {
  return organisationId === null ? null : { days, held };
}
