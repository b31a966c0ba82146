import 'server-only';
import type { GuestActor, UserActor } from '../access/actor';
import type { PrismaClient } from '../db/client';
import { idleLockMinutes } from './session-times';

/** After how many minutes of rest the sessions of the actor, and of all of her organisation, are over. */
export async function idleMinutesOf(
  db: Pick<PrismaClient, 'organisation'>,
  actor: UserActor | GuestActor,
): Promise<number> {
  if (actor.kind === 'guest') return idleLockMinutes.default;
  const { idleLockMinutes: minutes } = await db.organisation.findUniqueOrThrow({
    where: { id: actor.organisationId },
    select: { idleLockMinutes: true },
  });
  return minutes;
}
