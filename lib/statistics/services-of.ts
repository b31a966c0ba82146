import 'server-only';
import type { Services } from '../services';
import { personalService } from './figures-sql';
import type { Service } from './wire';

/** The services of an organisation by the key the figures are grouped by: each shared or applicative mailbox, and all personal ones as one. */
export async function servicesOf(
  db: Services['db'],
  organisationId: string,
): Promise<ReadonlyMap<string, Service>> {
  const [mailboxes, personal] = await Promise.all([
    db.mailbox.findMany({
      where: { organisationId, kind: { not: 'personal' } },
      select: { id: true, name: true, kind: true },
    }),
    db.mailbox.count({ where: { organisationId, kind: 'personal' } }),
  ]);
  return new Map<string, Service>([
    [personalService, { kind: 'personal', mailboxes: personal }],
    ...mailboxes.map(({ id, name, kind }): [string, Service] => [
      id,
      { kind: kind === 'applicative' ? 'applicative' : 'shared', mailboxId: id, name },
    ]),
  ]);
}

/** Personal mailboxes first, then by name. */
export function byService(a: { service: Service }, b: { service: Service }): number {
  const name = ({ service }: { service: Service }) => (service.kind === 'personal' ? '' : service.name);
  return name(a).localeCompare(name(b));
}
