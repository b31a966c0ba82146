import 'server-only';
import type { Actor, GuestActor, UserActor } from '../access/actor';
import { Prisma } from '../db/sql';
import type { Tx } from '../db/transaction';
import { AppError } from '../errors';
import { mailboxesSql } from './mailboxes-sql';
import { guestMailboxes, type UserRow, userActorOf } from './user-actor';

/** Whose session: exactly one of the two. */
export type SessionOwner = { userId: string } | { guestId: string };

/**
 * Locks the row of a person until the transaction ends. What makes sessions and tokens of hers, what ends them, and what
 * changes her password, role or closing takes it first and reads after: nothing made meanwhile survives an ending. Weak
 * enough that rows which only refer to her are written past it.
 */
export async function lockOwner(tx: Tx, owner: SessionOwner): Promise<void> {
  if ('userId' in owner) return lockAccounts(tx, [owner.userId]);
  await tx.$executeRaw`SELECT id FROM guests WHERE id = ${owner.guestId}::uuid FOR NO KEY UPDATE`;
}

/**
 * Locks accounts, and all open administrators of an organisation where one is named, in one order of their ids: two who
 * change each other wait, and never for each other.
 */
export async function lockAccounts(
  tx: Tx,
  userIds: readonly string[],
  administratorsOf?: string,
): Promise<void> {
  const administrators =
    administratorsOf === undefined
      ? Prisma.sql`false`
      : Prisma.sql`organisation_id = ${administratorsOf}::uuid AND role = 'administrator' AND closed_at IS NULL`;
  await tx.$executeRaw`
    SELECT id FROM users WHERE id = ANY (${[...userIds]}::uuid[]) OR (${administrators})
    ORDER BY id FOR NO KEY UPDATE`;
}

/**
 * Locks the person who acts and reads again what she may do: role, mailboxes, and that the account and the session or token
 * that acts are still open. Rights are judged by what this returns, so that a demotion, a closing or an ending of sessions
 * that came first is obeyed.
 * @throws AppError `sign-in-required`, for a token `token-refused`, when they are over
 */
export async function lockActor(tx: Tx, actor: UserActor, now: Date): Promise<UserActor> {
  await lockAccounts(tx, [actor.userId]);
  return readLockedActor(tx, actor, now);
}

/**
 * The same for what a person does with letters, weaker: her requests do not wait for one another, and what ends a session, a token, an
 * account or a right of hers waits for them, or they for it and then obey it. Taken after the addresses and before the envelope
 * (docs/architecture.md). Who is not signed in is nobody's row.
 * @throws as `lockActor`
 */
export async function holdActor<A extends Actor>(tx: Tx, actor: A, now: Date): Promise<A>;
export async function holdActor(tx: Tx, actor: Actor, now: Date): Promise<Actor> {
  if (actor.kind === 'anonymous') return actor;
  if (actor.kind === 'user') {
    await tx.$executeRaw`SELECT FROM users WHERE id = ${actor.userId}::uuid FOR SHARE`;
    return readLockedActor(tx, actor, now);
  }
  await tx.$executeRaw`SELECT FROM guests WHERE id = ${actor.guestId}::uuid FOR SHARE`;
  return readHeldGuest(tx, actor, now);
}

async function readHeldGuest(tx: Tx, guest: GuestActor, now: Date): Promise<GuestActor> {
  const [row] = await tx.$queryRaw<{ mailbox: string | null }[]>`
    SELECT (SELECT m.id FROM mailboxes m WHERE m.kind = 'guest' AND m.name = g.address) AS mailbox
    FROM sessions s JOIN guests g ON g.id = s.guest_id
    WHERE s.id = ${guest.sessionId}::uuid AND g.id = ${guest.guestId}::uuid AND s.ended_at IS NULL AND s.expires_at > ${now}`;
  if (row === undefined) throw new AppError('sign-in-required');
  return { ...guest, mailboxes: guestMailboxes(row.mailbox) };
}

/** The second half of `lockActor`, for who has locked the actor's row together with others. @throws as `lockActor` */
export async function readLockedActor(tx: Tx, actor: UserActor, now: Date): Promise<UserActor> {
  const alive = actor.token
    ? Prisma.sql`EXISTS (SELECT 1 FROM access_tokens t WHERE t.id = ${actor.token.id}::uuid AND t.user_id = u.id
        AND t.revoked_at IS NULL AND t.expires_at > ${now})`
    : Prisma.sql`EXISTS (SELECT 1 FROM sessions s WHERE s.id = ${actor.sessionId}::uuid AND s.user_id = u.id
        AND s.ended_at IS NULL AND s.expires_at > ${now})`;
  const [row] = await tx.$queryRaw<UserRow[]>`
    SELECT u.id AS user_id, u.organisation_id, u.role::text AS role, u.email, u.display_name, u.locale,
           ${mailboxesSql(now)} AS mailboxes
    FROM users u WHERE u.id = ${actor.userId}::uuid AND u.closed_at IS NULL AND ${alive}`;
  if (row === undefined) throw new AppError(actor.token ? 'token-refused' : 'sign-in-required');
  const { token } = actor;
  return { ...userActorOf(row, actor.sessionId), ...(token && { token }) };
}
