import 'server-only';
import type { Client, UserActor } from '../access/actor';
import { visibleTokens } from '../access/policy';
import { appendEntry } from '../audit/trail/append-entry';
import { liveTokens } from '../auth/live-tokens';
import { lockActor } from '../auth/lock-actor';
import { AppError } from '../errors';
import type { Services } from '../services';

/** Ends one of the actor's own tokens: its next request is refused. @throws AppError `not-found` when it is not one's own, or over */
export async function revokeAccessToken(
  { db, clock }: Pick<Services, 'db' | 'clock'>,
  actor: UserActor,
  id: string,
  client: Client,
): Promise<void> {
  const now = clock.now();
  await db.$transaction(async (tx) => {
    await lockActor(tx, actor, now);
    const own = { AND: [visibleTokens(actor), liveTokens(actor.userId, now), { id }] };
    const revoked = await tx.accessToken.updateMany({ where: own, data: { revokedAt: now } });
    if (revoked.count === 0) throw new AppError('not-found');
    await appendEntry(tx, {
      event: 'AccessTokenRevoked',
      actor,
      client,
      organisationIds: [actor.organisationId],
      detail: { token: id },
    });
  });
}
