import 'server-only';
import { type LookupAddress, lookup as resolveHost } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { DeliveryFailure } from '../../ports/outbound';
import { ipv4Within } from './ipv4-within';

/** How a name becomes addresses: `lookup` of node:dns. */
type Resolve = (
  hostname: string,
  options: { all: true; verbatim: true },
  callback: (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => void,
) => void;

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
/** Never allowed by `allow` alone: no collector lives there. */
const linkLocal = ['169.254.0.0/16', 'fe80::/10', '0.0.0.0/8', '::/128'];
/** Where clouds hand a machine its keys: never allowed at all, in whatever form of IPv6 the address is written. */
const metadata = [
  '169.254.169.254/32', // Amazon, Azure, Google, OpenStack and most others
  '169.254.170.2/32', // Amazon ECS
  '169.254.170.23/32', // Amazon EKS
  '100.100.100.200/32', // Alibaba
  '192.0.0.192/32', // Oracle
  '168.63.129.16/32', // Azure's wire server
  'fd00:ec2::254/128', // Amazon
  'fd00:ec2::23/128', // Amazon EKS
  'fd20:ce::254/128', // Google
];

/**
 * `resolve` is the system's own but for tests.
 * @throws Error for a network that is none
 */
export function createOutboundGuard(rule: PrivateRule, resolve: Resolve = resolveHost): OutboundGuard {
  const special = blockList([...special4, ...special6]);
  const unicast6 = blockList(['2000::/3']);
  const neverByAllow = blockList(linkLocal);
  const never = blockList(metadata);
  const own = blockList(typeof rule === 'string' ? [] : rule);

  const isPublic = (address: string) =>
    !contains(special, address) && (isIP(address) === 4 || contains(unicast6, address));
  const isOwn = (address: string) => {
    if (rule !== 'allow') return contains(own, address);
    const inside = [address, ...ipv4Within(address).certain];
    return !isPublic(address) && !inside.some((one) => contains(neverByAllow, one));
  };
  const isMetadata = (address: string) =>
    [address, ...ipv4Within(address).possible].some((one) => contains(never, one));
  const mayReachPlain = (address: string) => !isMetadata(address) && isOwn(plainForm(address));
  const mayReach = (address: string) =>
    mayReachPlain(address) || (!isMetadata(address) && isPublic(plainForm(address)));

  const assertWith = (may: (address: string) => boolean, code: 'address-refused' | 'plain-refused') =>
    function assertHost(host: string): void {
      const bare = host.replace(/^\[|\]$/g, '');
      if (isIP(bare) !== 0 && !may(bare)) throw new DeliveryFailure(code);
    };
  return {
    lookup: lookupOnly(resolve, mayReach, 'address-refused'),
    assertHost: assertWith(mayReach, 'address-refused'),
    lookupPlain: lookupOnly(resolve, mayReachPlain, 'plain-refused'),
    assertPlainHost: assertWith(mayReachPlain, 'plain-refused'),
  };
}

/** An IPv4 address written as IPv6 (`::ffff:127.0.0.1`) is that IPv4 address; a zone says nothing of where it is. */
function plainForm(address: string): string {
  const bare = address.replace(/%.*$/, '');
  const mapped = contains(mapped4, bare) ? ipv4Within(bare).certain[0] : undefined;
  return mapped ?? bare;
}

function lookupOnly(
  resolve: Resolve,
  may: (address: string) => boolean,
  code: 'address-refused' | 'plain-refused',
): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { all: true, verbatim: true }, (error, found) => {
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

const mapped4 = blockList(['::ffff:0:0/96']);

function contains(list: BlockList, address: string): boolean {
  const bare = address.replace(/%.*$/, '');
  return list.check(bare, isIP(bare) === 6 ? 'ipv6' : 'ipv4');
}

function blockList(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits = ''] = network.split('/');
    list.addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}
