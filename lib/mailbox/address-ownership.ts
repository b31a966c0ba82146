import type { Tx } from '../db/transaction';

const lockName = (address: string) => `address ${address}`;

/**
 * Until the transaction ends, nobody gives these addresses to a mailbox: what is sealed to a guest now is seen, and
 * taken over, by the mailbox that is opened for the address a moment later. In one order, so that nobody waits for each other.
 */
export async function holdOwnership(tx: Tx, addresses: readonly string[]): Promise<void> {
  const names = addresses.map(lockName).sort();
  await tx.$executeRaw`
    SELECT pg_advisory_xact_lock_shared(hashtextextended(name, 0))
    FROM unnest(${names}::text[]) WITH ORDINALITY AS lock(name, place) ORDER BY place`;
}

/** The right to give one address to a mailbox: waits for seals under way that count on it, and for others who give it. */
export async function changeOwnership(tx: Tx, address: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${lockName(address)}, 0))`;
}
