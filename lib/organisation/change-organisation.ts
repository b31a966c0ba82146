import 'server-only';
import type { Client, UserActor } from '../access/actor';
import { can } from '../access/policy';
import { appendEntry } from '../audit/trail/append-entry';
import { lockActor } from '../auth/lock-actor';
import { AppError } from '../errors';
import type { Services } from '../services';
import type { ChangeOrganisationRequest } from './wire';

/**
 * Changes settings of the actor's own organisation; what is absent stays. The change and its audit entry are one
 * transaction.
 * @throws AppError `not-found` for anyone but its administrators
 */
export async function changeOrganisation(
  { db, clock }: Pick<Services, 'db' | 'clock'>,
  input: { actor: UserActor; client: Client; change: ChangeOrganisationRequest },
): Promise<void> {
  const { client } = input;
  const { titleInNotification, locale, auditRetentionDays } = input.change;
  const change = {
    ...(titleInNotification === undefined ? {} : { titleInNotification }),
    ...(locale === undefined ? {} : { locale }),
    ...(auditRetentionDays === undefined ? {} : { auditRetentionDays }),
  };
  await db.$transaction(async (tx) => {
    const actor = await lockActor(tx, input.actor, clock.now());
    if (!can(actor, 'organisation.manage', actor)) throw new AppError('not-found');
    await tx.organisation.update({ where: { id: actor.organisationId }, data: change });
    await appendEntry(tx, {
      event: 'OrganisationChanged',
      actor,
      client,
      organisationIds: [actor.organisationId],
      detail: change,
    });
  });
}
