import { callApi } from '@/app/_components/form/call-api';
import { parseAddress } from '@/lib/address/address';
import type { AddresseeStanding, AddresseesAnswer } from '@/lib/envelope/answers';

const atOnceMax = 100;

/** What was told of addresses on this visit, by mailbox and address. */
const told = new Map<string, AddresseeStanding>();
const keyOf = (mailboxId: string, address: string) => `${mailboxId} ${address}`;

/** What is known of these addresses without asking; those that are none, or were not told of yet, are left out. */
export function knownStandings(mailboxId: string, addresses: readonly string[]): AddresseeStanding[] {
  const normalised = new Set(addresses.flatMap((typed) => parseAddress(typed) ?? []));
  return [...normalised].flatMap((address) => told.get(keyOf(mailboxId, address)) ?? []);
}

/** The same, and the service is asked for those that are not known. One that does not answer forbids nothing. */
export async function askStandings(
  mailboxId: string,
  addresses: readonly string[],
): Promise<AddresseeStanding[]> {
  const unknown = [...new Set(addresses.flatMap((typed) => parseAddress(typed) ?? []))]
    .filter((address) => !told.has(keyOf(mailboxId, address)))
    .slice(0, atOnceMax);
  if (unknown.length > 0) {
    const body = { mailbox: mailboxId, addresses: unknown };
    const answer = await callApi<AddresseesAnswer>('POST', '/api/addressees', body);
    if (answer.ok) for (const one of answer.data.addressees) told.set(keyOf(mailboxId, one.address), one);
  }
  return knownStandings(mailboxId, addresses);
}
