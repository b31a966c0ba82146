import 'server-only';
import type { Actor } from '../access/actor';
import { can } from '../access/policy';
import type { Tx } from '../db/transaction';
import { AppError, type ErrorCode } from '../errors';
import { keptUntil } from '../keeping/kept-until';
import { assertPlaceAgrees } from '../sealed-rows/assert-agrees';
import { lockEnvelope } from './lock-envelope';
import { readSealed } from './read-sealed';

/** A recipient's row with its sealed envelope. */
export type Received = Awaited<ReturnType<typeof lockReceived>>;

/** What of it decides whether it may be opened. */
export type Judged = Pick<
  Received,
  'mailboxId' | 'removedAt' | 'blockedAt' | 'releasedAt' | 'withdrawnAt'
> & {
  envelope: Pick<Received['envelope'], 'accessUntil'>;
  /** Of `lib/keeping/kept-until.ts`. */
  keptUntil: number;
};

/**
 * The recipient a reference names, whoever asks, with its envelope and then its row locked until the transaction ends: of two
 * first openings one is the first, and nothing is opened while it is being blocked.
 * @throws AppError `not-found`, also where its mailbox has removed its copy
 * @throws SealedRowChanged where its row is not what was sealed or added
 */
export async function lockReceived(tx: Tx, reference: string) {
  const received = await lockRecipient(tx, reference);
  if (received.removedAt !== null) throw new AppError('not-found');
  return received;
}

/** The same, also where its mailbox has removed its copy: for who is not to learn of that. @throws as `lockReceived` */
export async function lockRecipient(tx: Tx, reference: string) {
  const named = await tx.recipient.findUnique({ where: { reference }, select: { envelopeId: true } });
  if (named === null) throw new AppError('not-found');
  await lockEnvelope(tx, named.envelopeId);
  const [locked] = await tx.$queryRaw<{ removedAt: Date | null }[]>`
    SELECT i.removed_at AS "removedAt" FROM recipients r LEFT JOIN mailbox_items i ON i.recipient_id = r.id
    WHERE r.reference = ${reference} FOR UPDATE OF r`;
  const recipient = await tx.recipient.findUnique({
    where: { reference },
    include: { mailbox: { select: { organisationId: true, kind: true } } },
  });
  if (recipient === null || locked === undefined) throw new AppError('not-found');
  const envelope = await readSealed(tx, recipient.envelopeId);
  await assertPlaceAgrees(recipient, envelope);
  const { removedAt } = locked;
  return { ...recipient, removedAt, envelope, keptUntil: await keptUntil(tx, recipient) };
}

/**
 * How a recipient's access stands, whoever asks: the one place that judges release, withdrawal, report and expiry, and what
 * her organisation keeps nevertheless (docs/retention.md). `hidden`: never let in, taken back in time, or removed by her
 * own mailbox; there is nothing to be seen.
 */
export function standingOf(
  { releasedAt, removedAt, withdrawnAt, blockedAt, envelope, keptUntil: kept }: Omit<Judged, 'mailboxId'>,
  now: Date,
): 'hidden' | 'withdrawn' | 'blocked' | 'expired' | 'open' {
  if (releasedAt === null || removedAt !== null) return 'hidden';
  const isKept = kept > now.getTime();
  if (withdrawnAt !== null && !isKept) return 'withdrawn';
  if (blockedAt !== null) return 'blocked';
  if (isKept) return 'open';
  return envelope.accessUntil <= now ? 'expired' : 'open';
}

/**
 * The same, for who wants something of it and is refused unless it is open.
 * @throws AppError `not-found`, `withdrawn`, `blocked`, `expired`
 */
export function assertOpen(received: Judged, now: Date): void {
  const refusal = refusals[standingOf(received, now)];
  if (refusal !== null) throw new AppError(refusal);
}

const refusals = {
  hidden: 'not-found',
  withdrawn: 'withdrawn',
  blocked: 'blocked',
  expired: 'expired',
  open: null,
} as const satisfies Record<ReturnType<typeof standingOf>, ErrorCode | null>;

/**
 * Why this actor may not open it now; null when nothing stands against it. Somebody else's, and what is not released yet,
 * look like nothing at all.
 */
export function refusalOf(actor: Actor, received: Judged, now: Date): ErrorCode | null {
  if (!can(actor, 'received.see', received)) return 'not-found';
  const refusal = refusals[standingOf(received, now)];
  return refusal ?? (can(actor, 'received.open', received) ? null : 'blocked');
}
