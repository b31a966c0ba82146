import 'server-only';
import { type LookupAddress, lookup as resolveHost } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { DeliveryFailure } from '../ports/outbound';

/** `refuse`, `allow`, or networks in CIDR notation that are allowed besides the public ones. */
export type PrivateRule = 'refuse' | 'allow' | readonly string[];

export type OutboundGuard = {
  /**
   * A `lookup` for sockets: resolves the name, and gives only addresses that may be talked to. The socket connects to what
   * it is given, so no second resolution can lead elsewhere.
   */
  lookup: LookupFunction;
  /** For hosts that are addresses already, which no socket looks up. @throws DeliveryFailure `address-refused` */
  assertHost(host: string): void;
  /** Whether traffic without TLS may go there: only to addresses of one's own network. For literal addresses and names alike. */
  lookupPlain: LookupFunction;
  assertPlainHost(host: string): void;
};

/** RFC 6890 and its successors in the IANA special-purpose registries: nothing a stranger's collector stands at. */
const special4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];
/** Inside 2000::/3, which is all that is globally unicast: tunnels to IPv4 (their end may be private), documentation, benchmarks. */
const special6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];
/** Never allowed by `allow` alone: cloud metadata lives there, collectors do not. */
const linkLocal = ['169.254.0.0/16', 'fe80::/10', 'fd00:ec2::254/128', '0.0.0.0/8', '::/128'];

/** @throws Error for a network that is none */
export function createOutboundGuard(rule: PrivateRule): OutboundGuard {
  const special = blockList([...special4, ...special6]);
  const unicast6 = blockList(['2000::/3']);
  const neverByAllow = blockList(linkLocal);
  const own = blockList(typeof rule === 'string' ? [] : rule);

  const contains = (list: BlockList, address: string) =>
    list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  const isPublic = (address: string) =>
    !contains(special, address) && (isIP(address) === 4 || contains(unicast6, address));
  const isOwn = (address: string) => {
    if (rule === 'allow') return !isPublic(address) && !contains(neverByAllow, address);
    return contains(own, address);
  };
  const mayReach = (address: string) => isOwn(plainForm(address)) || isPublic(plainForm(address));
  const mayReachPlain = (address: string) => isOwn(plainForm(address));

  const assertWith = (may: (address: string) => boolean, code: 'address-refused' | 'plain-refused') =>
    function assertHost(host: string): void {
      const bare = host.replace(/^\[|\]$/g, '');
      if (isIP(bare) !== 0 && !may(bare)) throw new DeliveryFailure(code);
    };
  return {
    lookup: lookupOnly(mayReach, 'address-refused'),
    assertHost: assertWith(mayReach, 'address-refused'),
    lookupPlain: lookupOnly(mayReachPlain, 'plain-refused'),
    assertPlainHost: assertWith(mayReachPlain, 'plain-refused'),
  };
}

/** An IPv4 address written as IPv6 (`::ffff:127.0.0.1`) is that IPv4 address. */
function plainForm(address: string): string {
  const dotted = /^(?:0{0,4}:)*:?ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (dotted) return dotted;
  const hex = /^(?:0{0,4}:)*:?ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(address);
  if (!hex) return address;
  const [high, low] = [Number.parseInt(hex[1] ?? '0', 16), Number.parseInt(hex[2] ?? '0', 16)];
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

function lookupOnly(
  may: (address: string) => boolean,
  code: 'address-refused' | 'plain-refused',
): LookupFunction {
  return (hostname, options, callback) => {
    resolveHost(hostname, { all: true, verbatim: true }, (error, found) => {
      if (error) return callback(new DeliveryFailure('host-unknown', { cause: error }), '', 0);
      // One forbidden address among several is a name that points inside on purpose: none of them is used.
      const forbidden = found.length === 0 || found.some(({ address }) => !may(address));
      if (forbidden) return callback(new DeliveryFailure(code), '', 0);
      if (options.all) return callback(null, found as LookupAddress[] & string, 0); // the types know one form only
      const [first] = found;
      callback(null, first?.address ?? '', first?.family ?? 0);
    });
  };
}

function blockList(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits = ''] = network.split('/');
    list.addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}
