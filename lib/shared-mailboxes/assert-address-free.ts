import 'server-only';
import { organisationsOfAddress } from '../auth/organisations-of-address';
import type { Tx } from '../db/transaction';
import { AppError } from '../errors';

/**
 * Refuses an address that does not lie in a domain of the organisation, or is an account's or a mailbox's already, an open or a closed
 * one's. The address is held (`changeOwnership`).
 * @throws AppError `address-outside` `address-taken`
 */
export async function assertAddressFree(tx: Tx, organisationId: string, address: string): Promise<void> {
  if (!(await organisationsOfAddress(tx, address)).includes(organisationId))
    throw new AppError('address-outside');
  const account = await tx.user.findUnique({ where: { email: address }, select: { id: true } });
  const owner = await tx.mailbox.findFirst({
    where: { addresses: { some: { address } }, kind: { not: 'guest' } },
    select: { id: true },
  });
  if (account !== null || owner !== null) throw new AppError('address-taken');
}
