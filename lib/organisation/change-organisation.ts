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
  { db, clock, queue }: Pick<Services, 'db' | 'clock' | 'queue'>,
  input: { actor: UserActor; client: Client; change: ChangeOrganisationRequest },
): Promise<void> {
  const { client } = input;
  const change = given(input.change);
  await db.$transaction(async (tx) => {
    const actor = await lockActor(tx, input.actor, clock.now());
    if (!can(actor, 'organisation.manage', actor)) throw new AppError('not-found');
    await tx.organisation.update({ where: { id: actor.organisationId }, data: change });
    const { organisationId } = actor;
    if (change.letterRetentionDays !== undefined)
      await queue.enqueue(tx, 'judge-again', { organisationId }, { key: organisationId });
    await appendEntry(tx, {
      event: 'OrganisationChanged',
      actor,
      client,
      organisationIds: [actor.organisationId],
      detail: change,
    });
  });
}

/** Without the members that say nothing. */
function given(change: ChangeOrganisationRequest) {
  const said = Object.entries(change).filter(([, value]) => value !== undefined);
  return Object.fromEntries(said) as {
    [K in keyof ChangeOrganisationRequest]: Exclude<ChangeOrganisationRequest[K], undefined>;
  }; // the same members, none undefined
}
