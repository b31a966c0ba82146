import 'server-only';
import type { Actor } from '../access/actor';
import type { Services } from '../services';
import type { SessionAnswer } from './answers';
import { describeSession } from './describe-session';

/**
 * The person did something in the browser, `idleSeconds` ago: her session rests from then. Nothing else moves that time, so
 * that a page which asks by itself keeps no session open. What is over stays over.
 */
export async function noteActivity(
  services: Pick<Services, 'db' | 'clock'>,
  actor: Actor,
  idleSeconds: number,
): Promise<SessionAnswer> {
  const { db, clock } = services;
  if (actor.kind !== 'anonymous') {
    const activeAt = new Date(clock.now().getTime() - idleSeconds * 1_000);
    await db.session.updateMany({
      where: { id: actor.sessionId, endedAt: null, activeAt: { lt: activeAt } },
      data: { activeAt },
    });
  }
  return describeSession(services, actor);
}
