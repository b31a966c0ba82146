import type { AddresseeStanding, AddresseesAnswer } from '../envelope/answers';
import { ApiProblem } from '../transfer/api-client';
import { ClientError } from './client-error';
import type { PliApi } from './pli-api';

/** An address that looks like a mistake, and why. */
export type Doubt = {
  address: string;
  kind: NonNullable<AddresseeStanding['doubt']>['kind'];
  domain: string;
};

const addressesARequest = 100;

/**
 * What the server would have said of these addresses while they were typed. A server of before it could knows no doubts.
 * @throws ClientError `usage` where `strict` and there is one; ApiProblem, NetworkLost
 */
export async function doubtsAbout(
  api: PliApi,
  mailbox: string,
  addresses: readonly string[],
  strict: boolean,
): Promise<Doubt[]> {
  const wanted = [...new Set(addresses)];
  const doubts: Doubt[] = [];
  for (let from = 0; from < wanted.length; from += addressesARequest) {
    const asked = { mailbox, addresses: wanted.slice(from, from + addressesARequest) };
    const { addressees } = await judge(api, asked);
    doubts.push(...addressees.flatMap(({ address, doubt }) => (doubt ? [{ address, ...doubt }] : [])));
  }
  if (strict && doubts.length > 0) {
    const which = doubts.map(({ address }) => address).join(', ');
    throw new ClientError('usage', 'strict-addresses', { which }, { reason: 'strict' });
  }
  return doubts;
}

async function judge(api: PliApi, asked: object): Promise<AddresseesAnswer> {
  try {
    return await api.call<AddresseesAnswer>('POST', '/api/addressees', asked);
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 404) return { addressees: [] };
    throw error;
  }
}
