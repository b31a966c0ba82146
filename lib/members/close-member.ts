import 'server-only';
import type { Client, UserActor } from '../access/actor';
import { appendEntry } from '../audit/trail/append-entry';
import { revokeAllTokens } from '../auth/revoke-all-tokens';
import { endSessions } from '../auth/session-rows';
import type { Services } from '../services';
import { assertNotLastAdministrator, lockMember } from './find-member';

/**
 * Closes an account: nobody can sign in to it, its sessions and access tokens end at once, its links are spent. Its mailbox stays, and so
 * does what it sent. Harmless when it is closed already.
 * @throws AppError `not-found` `last-administrator`
 */
export async function closeMember(
  { db, clock }: Pick<Services, 'db' | 'clock'>,
  asking: UserActor,
  id: string,
  client: Client,
): Promise<void> {
  const now = clock.now();
  await db.$transaction(async (tx) => {
    const { actor, member } = await lockMember(tx, asking, id, now);
    await assertNotLastAdministrator(tx, member);
    const closed = await tx.user.updateMany({ where: { id, closedAt: null }, data: { closedAt: now } });
    if (closed.count === 0) return;
    const sessionsEnded = await endSessions(tx, { userId: id }, now);
    const tokensRevoked = await revokeAllTokens(tx, id, now);
    await tx.oneTimeCode.updateMany({
      where: { address: member.email, usedAt: null },
      data: { usedAt: now },
    });
    await appendEntry(tx, {
      event: 'AccountClosed',
      actor,
      client,
      organisationIds: [member.organisationId],
      detail: { member: member.email, sessionsEnded, tokensRevoked },
    });
  });
}
