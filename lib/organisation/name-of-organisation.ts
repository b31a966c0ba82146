import 'server-only';
import type { UserActor } from '../access/actor';
import type { Services } from '../services';

/** The name of the actor's own organisation; each of its people may know it. */
export async function nameOfOrganisation({ db }: Pick<Services, 'db'>, actor: UserActor): Promise<string> {
  const { name } = await db.organisation.findUniqueOrThrow({
    where: { id: actor.organisationId },
    select: { name: true },
  });
  return name;
}
