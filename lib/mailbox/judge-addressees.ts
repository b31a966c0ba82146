import 'server-only';
import { domainToUnicode } from 'node:url';
import type { UserActor } from '../access/actor';
import { can } from '../access/policy';
import { parseAddress } from '../address/address';
import { resemblance } from '../address/resemblance';
import type { AddresseeStanding } from '../envelope/answers';
import { AppError } from '../errors';
import type { Services } from '../services';

/** Where people have addresses, and slip most often. */
const publicDomains = [
  'gmail.com',
  'outlook.com',
  'outlook.fr',
  'hotmail.com',
  'hotmail.fr',
  'live.fr',
  'yahoo.com',
  'yahoo.fr',
  'icloud.com',
  'orange.fr',
  'wanadoo.fr',
  'free.fr',
  'sfr.fr',
  'laposte.net',
  'bbox.fr',
  'numericable.fr',
];
/** The domains of the correspondents written to last are those a slip is likely to miss. */
const correspondentsRead = 500;

/**
 * What is to be said of each address before anything is sent to it: whether a colleague reads it, and what makes it look like a
 * mistake. What is no address is left out. Changes nothing.
 * @throws AppError `not-found` for a mailbox the actor may not use
 */
export async function judgeAddressees(
  { db }: Pick<Services, 'db'>,
  actor: UserActor,
  { mailbox, addresses }: { mailbox: string; addresses: readonly string[] },
): Promise<AddresseeStanding[]> {
  if (!can(actor, 'mailbox.use', { id: mailbox })) throw new AppError('not-found');
  const wanted = [...new Set(addresses.flatMap((typed) => parseAddress(typed) ?? []))];
  const { organisationId } = actor;
  const colleagues = await db.mailboxAddress.findMany({
    // a closed mailbox takes nothing: its address is nobody's here
    where: { address: { in: wanted }, mailbox: { organisationId, closedAt: null } },
    select: { address: true },
  });
  const own = await db.organisationDomain.findMany({ where: { organisationId }, select: { domain: true } });
  const known = await db.correspondent.findMany({
    where: { mailboxId: mailbox },
    orderBy: { lastUsedAt: 'desc' },
    take: correspondentsRead,
    select: { address: true },
  });
  const ownDomains = new Set(own.map(({ domain }) => domain));
  const isColleague = new Set(colleagues.map(({ address }) => address));
  const knownDomains = [
    ...ownDomains,
    ...known.map(({ address }) => domainOf(address)),
    ...publicDomains,
  ].map(domainToUnicode);
  return wanted.map((address) => {
    if (isColleague.has(address)) return { address, mark: 'colleague', doubt: null };
    const domain = domainOf(address);
    if (ownDomains.has(domain)) return { address, mark: 'outside', doubt: { kind: 'no-mailbox', domain } };
    const like = resemblance(domainToUnicode(domain), knownDomains);
    return { address, mark: 'outside', doubt: like && { kind: like.how, domain: like.domain } };
  });
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}
