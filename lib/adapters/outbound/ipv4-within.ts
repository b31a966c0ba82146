/** Octets of an IPv6 address where RFC 6052, section 2.2, puts an IPv4 one, by length of the prefix: 96, 64, 56, 48, 40, 32. */
const translationPlaces = [
  [12, 13, 14, 15],
  [9, 10, 11, 12],
  [7, 9, 10, 11],
  [6, 7, 9, 10],
  [5, 6, 7, 9],
  [4, 5, 6, 7],
] as const;

/** Prefixes, in hex, behind which the last four octets are an IPv4 address whatever they say. */
const knownPrefixes = [
  '0'.repeat(24), // IPv4-compatible, RFC 4291 section 2.5.5.1
  `${'0'.repeat(20)}ffff`, // IPv4-mapped, RFC 4291 section 2.5.5.2
  `${'0'.repeat(16)}ffff0000`, // IPv4-translated, RFC 7915
  `0064ff9b${'0'.repeat(16)}`, // NAT64, RFC 6052
];

/**
 * The IPv4 addresses that an address leads to, or may lead to: `certain` by a prefix that has no other meaning, `possible` where a
 * translator or tunnel that one cannot know would find one (NAT64 under a prefix of the network's own, ISATAP, Teredo). An IPv4
 * address leads to itself. Takes what `node:net` calls an address, in any spelling.
 */
export function ipv4Within(address: string): { certain: string[]; possible: string[] } {
  const octets = octetsOf(address);
  if (octets === null) return { certain: [address], possible: [address] };
  const hex = Buffer.from(octets).toString('hex');
  const at = (places: readonly number[], mask = 0) =>
    places.map((place) => (octets[place] ?? 0) ^ mask).join('.');
  const last = at([12, 13, 14, 15]);
  const certain: string[] = [];
  if (knownPrefixes.some((prefix) => hex.startsWith(prefix)) && !['::', '::1'].includes(shortOf(octets)))
    certain.push(last);
  if (hex.startsWith('2002')) certain.push(at([2, 3, 4, 5])); // 6to4, RFC 3056
  if (hex.startsWith('20010000')) certain.push(at([12, 13, 14, 15], 255), at([4, 5, 6, 7])); // Teredo, RFC 4380
  return { certain, possible: [...certain, ...translationPlaces.map((places) => at(places))] };
}

/** `::` and `::1`, which look IPv4-compatible and are not. */
function shortOf(octets: readonly number[]): string {
  if (octets.slice(0, 15).some((octet) => octet !== 0)) return '';
  return octets[15] === 0 ? '::' : octets[15] === 1 ? '::1' : '';
}

/** The sixteen octets of an IPv6 address (RFC 4291, section 2.2; a zone is left out), null for an IPv4 one. */
function octetsOf(address: string): number[] | null {
  if (!address.includes(':')) return null;
  const [bare = ''] = address.split('%');
  const tail = /\d+\.\d+\.\d+\.\d+$/.exec(bare)?.[0];
  const dotted = tail?.split('.').map(Number) ?? [];
  const [head = '', rest] = (tail ? bare.slice(0, -tail.length) : bare).split('::');
  const octets = (groups: string) =>
    groups
      .split(':')
      .filter((group) => group !== '')
      .flatMap((group) => {
        const value = Number.parseInt(group, 16);
        return [value >> 8, value & 255];
      });
  const front = octets(head);
  const back = [...octets(rest ?? ''), ...dotted];
  const gap = Array.from({ length: Math.max(0, 16 - front.length - back.length) }, () => 0);
  return [...front, ...gap, ...back];
}
