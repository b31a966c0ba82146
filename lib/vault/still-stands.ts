import 'server-only';
import type { Actor } from '../access/actor';
import { can } from '../access/policy';
import { findTokenActorBeside } from '../access-tokens/find-token-actor';
import { findActorBeside } from '../auth/find-actor';
import { isDatabaseAway } from '../db/database-away';
import { Prisma } from '../db/sql';
import { refusalOf } from '../envelope/lock-received';
import { AppError } from '../errors';
import { keptUntilOf } from '../keeping/kept-until';
import type { ObjectKey, SignedFor } from '../ports/object-store';
import type { Services } from '../services';

/**
 * Whether what a vault request was signed for still stands at the moment it begins: the session or token is open, and its owner may
 * still write this draft, which still names the object; or may still read this letter. A request that was signed a moment before
 * a session ended, a right was taken, a draft was sealed or discarded, or a letter blocked, withdrawn, expired or removed is worth nothing after.
 * One statement.
 * @throws AppError `database-unavailable`
 */
export async function stillStands(
  services: Pick<Services, 'db' | 'clock'>,
  { key, signedFor: { by, byId, as, asId } }: { key: ObjectKey; signedFor: SignedFor },
): Promise<boolean> {
  const find = by === 'token' ? findTokenActorBeside : findActorBeside;
  const query = subjects[as](asId, key.sha256);
  try {
    const { actor, beside } = await find(services, byId, query);
    return beside !== null && judges[as](actor, beside, services.clock.now());
  } catch (cause) {
    throw isDatabaseAway(cause) ? new AppError('database-unavailable', { cause }) : cause;
  }
}

type Draft = { mailboxId: string; authorKind: string; authorId: string };
type Sent = { mailboxId: string; removedAt: string | null };
/** Times as Postgres writes them into JSON. */
type Received = {
  mailboxId: string;
  removedAt: string | null;
  blockedAt: string | null;
  releasedAt: string | null;
  withdrawnAt: string | null;
  openedAt: string | null;
  takenBackAt: string | null;
  accessUntil: string;
  isGuest: boolean;
  days: number | null;
  held: boolean;
};

/** What the rule is asked about, as one JSON value; null where there is none any more. */
const subjects: Record<SignedFor['as'], (id: string, sha256: string) => Prisma.Sql> = {
  draft: (id, sha256) => Prisma.sql`(
    SELECT json_build_object('mailboxId', e.mailbox_id, 'authorKind', e.author_kind, 'authorId', e.author_id)
    FROM envelopes e WHERE e.id = ${id}::uuid AND e.state = 'draft' AND EXISTS (
      SELECT FROM part_uses u JOIN segments g USING (part_id) WHERE u.envelope_id = e.id AND g.sha256 = ${sha256}))`,
  sent: (id) => Prisma.sql`(
    SELECT json_build_object('mailboxId', e.mailbox_id, 'removedAt', i.removed_at)
    FROM envelopes e LEFT JOIN mailbox_items i ON i.envelope_id = e.id AND i.recipient_id IS NULL WHERE e.id = ${id}::uuid AND e.state = 'sealed')`,
  received: (id) => Prisma.sql`(
    SELECT json_build_object('mailboxId', r.mailbox_id, 'removedAt', i.removed_at, 'blockedAt', r.blocked_at, 'releasedAt', r.released_at,
                             'withdrawnAt', r.withdrawn_at, 'accessUntil', e.access_until, 'takenBackAt', e.taken_back_at,
                             'openedAt', r.opened_at, 'isGuest', o.id IS NULL, 'days', o.letter_retention_days,
                             'held', EXISTS (SELECT FROM retention_holds h
                                WHERE h.envelope_id = e.id AND h.organisation_id = o.id AND h.lifted_at IS NULL))
    FROM recipients r JOIN envelopes e ON e.id = r.envelope_id JOIN mailboxes m ON m.id = r.mailbox_id
    LEFT JOIN mailbox_items i ON i.recipient_id = r.id
    LEFT JOIN organisations o ON o.id = m.organisation_id WHERE r.id = ${id}::uuid)`,
};

// Each is given what the query of its own name made.
const judges: Record<SignedFor['as'], (actor: Actor, beside: unknown, now: Date) => boolean> = {
  draft: (actor, draft) => can(actor, 'draft.write', draft as Draft),
  sent: (actor, sent) => {
    const { mailboxId, removedAt } = sent as Sent;
    return can(actor, 'envelope.open-sent', { mailboxId, removedAt: dateOf(removedAt) });
  },
  received: (actor, beside, now) => {
    const { mailboxId, isGuest, days, held, ...times } = beside as Received;
    const accessUntil = new Date(times.accessUntil);
    const withdrawnAt = dateOf(times.withdrawnAt);
    const removedAt = dateOf(times.removedAt);
    const copy = {
      id: mailboxId,
      at: dateOf(times.releasedAt),
      openedAt: dateOf(times.openedAt),
      withdrawnAt,
      removedAt,
      keeping: isGuest ? null : { days, held },
    };
    const dated = {
      mailboxId,
      removedAt,
      blockedAt: dateOf(times.blockedAt),
      releasedAt: dateOf(times.releasedAt),
      withdrawnAt,
      envelope: { accessUntil },
      keptUntil: keptUntilOf({ accessUntil, takenBackAt: dateOf(times.takenBackAt) }, copy),
    };
    return refusalOf(actor, dated, now) === null;
  },
};

const dateOf = (time: string | null) => (time === null ? null : new Date(time));
