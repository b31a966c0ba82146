import 'server-only';
import type { GuestActor, UserActor } from '../access/actor';
import type { Services } from '../services';
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

/** Changes one's own name or language. */
export async function changeMe(
  { db }: Pick<Services, 'db'>,
  actor: UserActor,
  change: { displayName?: string | undefined; locale?: 'fr' | 'en' | undefined },
): Promise<void> {
  const { displayName, locale } = change;
  const data = {
    ...(displayName === undefined ? {} : { displayName }),
    ...(locale === undefined ? {} : { locale }),
  };
  await db.user.update({ where: { id: actor.userId }, data });
}
