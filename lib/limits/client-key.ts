import { isIPv6 } from 'node:net';
import type { Client } from '../access/actor';

/**
 * What requests of one client are counted under: its IPv4 address, or the /64 network of its IPv6 address. One
 * subscriber is given a whole /64 (RFC 6177, RFC 7934), so single IPv6 addresses would be no limit at all.
 */
export function limitKeyOf({ address }: Pick<Client, 'address'>): string {
  if (address === null) return 'unknown';
  return isIPv6(address) && !address.includes('%') ? networkOf(address) : address;
}

function networkOf(address: string): string {
  // The URL parser writes any spelling as RFC 5952 does, an embedded IPv4 address as two groups.
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const groupsOf = (text: string) => (text === '' ? [] : text.split(':'));
  const after = groupsOf(tail ?? '');
  const zeros = tail === undefined ? 0 : 8 - groupsOf(head).length - after.length;
  const groups = [...groupsOf(head), ...Array<string>(zeros).fill('0'), ...after];
  return `${groups.slice(0, 4).join(':')}::/64`;
}
