import 'server-only';
import type { GuestActor, UserActor } from '../access/actor';
import type { Services } from '../services';
import { lockActor } from './lock-actor';
import type { MeAnswer } from './wire';

/** What a signed-in person may know about herself. */
export async function describeMe(
  { db }: Pick<Services, 'db'>,
  actor: UserActor | GuestActor,
): Promise<MeAnswer> {
  if (actor.kind === 'guest') {
    return { kind: 'guest', address: actor.address, locale: actor.locale };
  }
  const { name } = await db.organisation.findUniqueOrThrow({ where: { id: actor.organisationId } });
  const { email, displayName, locale, role } = actor;
  return { kind: 'user', email, displayName, locale, role, organisation: { name } };
}

/** Changes one's own name or language. @throws AppError `sign-in-required` when the session has ended meanwhile */
export async function changeMe(
  { db, clock }: Pick<Services, 'db' | 'clock'>,
  actor: UserActor,
  change: { displayName?: string | undefined; locale?: 'fr' | 'en' | undefined },
): Promise<void> {
  const { displayName, locale } = change;
  const data = {
    ...(displayName === undefined ? {} : { displayName }),
    ...(locale === undefined ? {} : { locale }),
  };
  await db.$transaction(async (tx) => {
    await lockActor(tx, actor, clock.now());
    await tx.user.update({ where: { id: actor.userId }, data });
  });
}
