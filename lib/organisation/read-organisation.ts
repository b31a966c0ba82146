import 'server-only';
import type { UserActor } from '../access/actor';
import { can } from '../access/policy';
import { AppError } from '../errors';
import type { Services } from '../services';
import type { OrganisationSettings } from './wire';

/**
 * The settings of the actor's own organisation.
 * @throws AppError `not-found` for anyone but its administrators
 */
export async function readOrganisation(
  { db }: Pick<Services, 'db'>,
  actor: UserActor,
): Promise<OrganisationSettings> {
  if (!can(actor, 'organisation.manage', actor)) throw new AppError('not-found');
  const found = await db.organisation.findUniqueOrThrow({
    where: { id: actor.organisationId },
    select: {
      name: true,
      locale: true,
      titleInNotification: true,
      auditRetentionDays: true,
      domains: { select: { domain: true }, orderBy: { domain: 'asc' } },
    },
  });
  return {
    name: found.name,
    locale: found.locale === 'en' ? 'en' : 'fr',
    titleInNotification: found.titleInNotification,
    auditRetentionDays: found.auditRetentionDays,
    domains: found.domains.map(({ domain }) => domain),
  };
}
