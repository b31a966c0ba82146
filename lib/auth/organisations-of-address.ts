import type { Tx } from '../db/transaction';

/** The organisations whose audit shows what happens to an address: those that own its domain. Asked alike for every address. */
export async function organisationsOfAddress(tx: Tx, address: string): Promise<string[]> {
  const domain = address.slice(address.lastIndexOf('@') + 1);
  const owned = await tx.organisationDomain.findMany({ where: { domain }, select: { organisationId: true } });
  return owned.map((row) => row.organisationId);
}
