import 'server-only';
import type { UserActor } from '../access/actor';
import type { ComposeSettings } from '../envelope/wire';
import { listMailboxes } from '../mailbox/list-mailboxes';
import { tightest } from '../quota/limits';
import { readQuotas } from '../quota/read-quotas';
import type { Services } from '../services';

/** The addresses of all mailboxes the actor may use, in their order, with the organisation's policy on titles and the limits. */
export async function composeSettings(
  services: Pick<Services, 'db' | 'config'>,
  actor: UserActor,
): Promise<ComposeSettings> {
  const [mailboxes, organisation, quotas] = await Promise.all([
    listMailboxes(services, actor),
    services.db.organisation.findUniqueOrThrow({
      where: { id: actor.organisationId },
      select: { titleInNotification: true },
    }),
    readQuotas(services, actor),
  ]);
  const { attachmentBytesMax, recipientsMax } = services.config.limits;
  return {
    email: actor.email,
    identities: mailboxes.flatMap(({ id, name, addresses }) =>
      addresses.map((address) => ({
        mailboxId: id,
        mailboxName: name,
        address,
        titleShown: organisation.titleInNotification,
      })),
    ),
    attachmentBytesMax,
    recipientsMax,
    quota: tightest([quotas.organisation, quotas.member]),
  };
}
