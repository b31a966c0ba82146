import 'server-only';
import type { UserActor } from '../access/actor';
import { can } from '../access/policy';
import { AppError } from '../errors';
import { limitsOf } from '../quota/limits';
import { readQuotas } from '../quota/read-quotas';
import type { Services } from '../services';
import type { OrganisationSettings } from './wire';

/**
 * The settings of the actor's own organisation.
 * @throws AppError `not-found` for anyone but its administrators
 */
export async function readOrganisation(
  services: Pick<Services, 'db' | 'config'>,
  actor: UserActor,
): Promise<OrganisationSettings> {
  if (!can(actor, 'organisation.manage', actor)) throw new AppError('not-found');
  const found = await services.db.organisation.findUniqueOrThrow({
    where: { id: actor.organisationId },
    select: {
      name: true,
      locale: true,
      titleInNotification: true,
      takeBackSeconds: true,
      auditRetentionDays: true,
      idleLockMinutes: true,
      letterRetentionDays: true,
      storedBytesMax: true,
      memberBytesMax: true,
      domains: { select: { domain: true }, orderBy: { domain: 'asc' } },
    },
  });
  return {
    name: found.name,
    locale: found.locale === 'en' ? 'en' : 'fr',
    titleInNotification: found.titleInNotification,
    takeBackSeconds: found.takeBackSeconds,
    auditRetentionDays: found.auditRetentionDays,
    idleLockMinutes: found.idleLockMinutes,
    letterRetentionDays: found.letterRetentionDays,
    storedBytesMax: found.storedBytesMax === null ? null : Number(found.storedBytesMax),
    memberBytesMax: found.memberBytesMax === null ? null : Number(found.memberBytesMax),
    quotaDefaults: limitsOf(services.config, null),
    quota: (await readQuotas(services, actor)).organisation,
    domains: found.domains.map(({ domain }) => domain),
  };
}
