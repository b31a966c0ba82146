import 'server-only';
import type { Client, UserActor } from '../access/actor';
import { appendEntry } from '../audit/trail/append-entry';
import { revokeAllTokens } from '../auth/revoke-all-tokens';
import { sendPasswordLink } from '../auth/send-password-link';
import { endSessions } from '../auth/session-rows';
import { unlockAddress } from '../auth/sign-in-attempts';
import { AppError } from '../errors';
import type { Services } from '../services';
import { lockMember } from './find-member';

/** Lifts the lock that too many wrong passwords set. @throws AppError `not-found` */
export async function unlockMember(
  { db, clock }: Pick<Services, 'db' | 'clock'>,
  asking: UserActor,
  id: string,
  client: Client,
): Promise<void> {
  await db.$transaction(async (tx) => {
    const { actor, member } = await lockMember(tx, asking, id, clock.now());
    const { email, organisationId } = member;
    await unlockAddress(tx, email);
    const detail = { member: email };
    await appendEntry(tx, {
      event: 'AccountUnlocked',
      actor,
      client,
      organisationIds: [organisationId],
      detail,
    });
  });
}

/** Ends all sessions and access tokens of an account, e.g. of a lost computer. @throws AppError `not-found` */
export async function endMemberSessions(
  { db, clock }: Pick<Services, 'db' | 'clock'>,
  asking: UserActor,
  id: string,
  client: Client,
): Promise<void> {
  await db.$transaction(async (tx) => {
    const { actor, member } = await lockMember(tx, asking, id, clock.now());
    const { email, organisationId } = member;
    const sessions = await endSessions(tx, { userId: id }, clock.now());
    const tokensRevoked = await revokeAllTokens(tx, id, clock.now());
    const detail = { member: email, sessions, tokensRevoked };
    await appendEntry(tx, {
      event: 'SessionsEnded',
      actor,
      client,
      organisationIds: [organisationId],
      detail,
    });
  });
}

/**
 * Mails the invitation again, or, where a password was chosen already, a link to choose another.
 * @throws AppError `not-found`, `conflict` when the account is closed
 */
export async function inviteMember(
  services: Pick<Services, 'db' | 'clock' | 'keys' | 'queue'>,
  asking: UserActor,
  id: string,
  client: Client,
): Promise<void> {
  await services.db.$transaction(async (tx) => {
    const { actor, member } = await lockMember(tx, asking, id, services.clock.now());
    if (member.closedAt !== null) {
      throw new AppError('conflict');
    }
    const purpose = member.passwordHash === null ? 'invitation' : 'password_reset';
    await sendPasswordLink(tx, services, purpose, member);
    await appendEntry(tx, {
      event: 'PasswordResetRequested',
      actor,
      client,
      organisationIds: [member.organisationId],
      detail: { member: member.email, purpose },
    });
  });
}
