import 'server-only';
import type { Actor, Locale } from '../access/actor';
import type { Services } from '../services';

/** Keeps the language a signed-in person chose: for her pages on any computer, and for the mails she gets. */
export async function rememberLocale(
  { db }: Pick<Services, 'db'>,
  actor: Actor,
  locale: Locale,
): Promise<void> {
  if (actor.kind === 'user') await db.user.update({ where: { id: actor.userId }, data: { locale } });
  if (actor.kind === 'guest') await db.guest.update({ where: { id: actor.guestId }, data: { locale } });
}
