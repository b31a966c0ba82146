import type { LookupAddress } from 'node:dns';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import { afterAll, describe, expect, test } from 'vitest';
import { ipv4Within } from '../../../lib/adapters/outbound/ipv4-within';
import { createOutboundGuard, type PrivateRule } from '../../../lib/adapters/outbound/outbound-guard';
import { createWebhookSender } from '../../../lib/adapters/outbound/webhook-sender';
import { TlsFiles } from '../../support/tls-files';

/** 169.254.169.254, and other addresses at which a cloud gives a machine its keys, in every form that may lead there. */
const forms: [string, string][] = [
  ['itself', '169.254.169.254'],
  ['IPv4-mapped', '::ffff:169.254.169.254'],
  ['IPv4-mapped, in hex', '::ffff:a9fe:a9fe'],
  ['IPv4-mapped, in full', '0000:0000:0000:0000:0000:FFFF:A9FE:A9FE'],
  ['IPv4-compatible', '::169.254.169.254'],
  ['IPv4-compatible, in hex', '::a9fe:a9fe'],
  ['IPv4-translated', '::ffff:0:a9fe:a9fe'],
  ['NAT64', '64:ff9b::a9fe:a9fe'],
  ['NAT64, dotted', '64:ff9b::169.254.169.254'],
  ['NAT64 of the local network, /96', '64:ff9b:1::a9fe:a9fe'],
  ['NAT64 of the local network, /48', '64:ff9b:1:a9fe:a9:fe00::'],
  ['NAT64 under an own prefix, /32', '2a01:db8:a9fe:a9fe::'],
  ['NAT64 under an own prefix, /40', '2a01:db8:1a9:fea9:fe::'],
  ['NAT64 under an own prefix, /48', '2a01:db8:1:a9fe:a9:fe00::'],
  ['NAT64 under an own prefix, /56', '2a01:db8:1:1a9:fe:a9fe::'],
  ['NAT64 under an own prefix, /64', '2a01:db8:1:1:a9:fea9:fe00:0'],
  ['NAT64 under an own prefix, /96', 'fd12:3456::a9fe:a9fe'],
  ['6to4', '2002:a9fe:a9fe::1'],
  ['ISATAP', '2a01:db8::5efe:a9fe:a9fe'],
  ['Teredo, as client', '2001:0:4136:e378:8000:63bf:5601:5601'],
  ['Teredo, as server', '2001:0:a9fe:a9fe::1'],
  ['link-local', 'fe80::a9fe:a9fe'],
  ['link-local with a zone', 'fe80::a9fe:a9fe%1'],
  ['Amazon over IPv6', 'fd00:ec2::254'],
  ['Amazon ECS', '169.254.170.2'],
  ['Amazon EKS over IPv6', 'fd00:ec2::23'],
  ['Google over IPv6', 'fd20:ce::254'],
  ['Alibaba', '100.100.100.200'],
  ['Alibaba by NAT64', '64:ff9b::100.100.100.200'],
  ['Oracle', '192.0.0.192'],
  ['Azure’s wire server, which is public', '168.63.129.16'],
];
const everything = ['0.0.0.0/0', '::/0'];

/** Whether a literal address, and a name that leads there, may be talked to; both always agree. */
async function passes(rule: PrivateRule, address: string, plain = false): Promise<boolean> {
  const family = net.isIP(address);
  const guard = createOutboundGuard(rule, (_name, _options, callback) =>
    callback(null, [{ address, family }]),
  );
  const byName = await new Promise<boolean>((resolve) =>
    (plain ? guard.lookupPlain : guard.lookup)('name.example', { all: true }, (error) => resolve(!error)),
  );
  let byLiteral = true;
  try {
    (plain ? guard.assertPlainHost : guard.assertHost)(`[${address}]`);
  } catch {
    byLiteral = false;
  }
  expect(byName).toBe(byLiteral);
  return byName;
}

describe('the addresses at which clouds give a machine its keys', () => {
  test.each(forms)('are refused under every rule: %s', async (_name, address) => {
    for (const rule of ['refuse', 'allow', everything] as const)
      for (const plain of [false, true]) expect(await passes(rule, address, plain), String(rule)).toBe(false);
  });

  test('are all that is refused beside link-local where an operator allows private addresses', async () => {
    const good = [
      '10.1.2.3',
      '127.0.0.1',
      '::1',
      '::ffff:10.1.2.3',
      '64:ff9b::8.8.8.8',
      'fd12::1',
      '8.8.8.8',
    ];
    for (const address of good) expect(await passes('allow', address), address).toBe(true);
    const linkLocal = [
      '169.254.1.1',
      '::ffff:169.254.1.1',
      '64:ff9b::169.254.1.1',
      '2002:a9fe:101::',
      'fe80::1%1',
    ];
    for (const address of linkLocal) expect(await passes('allow', address), address).toBe(false);
    for (const address of ['::', '::ffff:0.0.0.0', '0.0.0.0', '64:ff9b::'])
      expect(await passes('allow', address), address).toBe(false);
  });

  test('are found wherever a translator reads an IPv4 address (RFC 6052, section 2.4)', () => {
    const examples = [
      '2001:db8:c000:221::',
      '2001:db8:1c0:2:21::',
      '2001:db8:122:c000:2:2100::',
      '2001:db8:122:3c0:0:221::',
      '2001:db8:122:344:c0:2:2100::',
      '2001:db8:122:344::192.0.2.33',
      '64:ff9b::192.0.2.33',
    ];
    for (const address of examples) expect(ipv4Within(address).possible, address).toContain('192.0.2.33');
    expect(ipv4Within('192.0.2.33').certain).toEqual(['192.0.2.33']);
    expect(ipv4Within('::1').certain).toEqual([]);
  });
});

describe('a name that leads elsewhere the second time it is asked for', () => {
  const tls = new TlsFiles();
  afterAll(() => tls.remove());

  test('is asked once, and the connection goes to the address that was judged', async () => {
    const reached: string[] = [];
    const server = https.createServer({ key: tls.read('server.key'), cert: tls.read('server.pem') });
    server.on('request', (request, response) => {
      reached.push(request.socket.localAddress ?? '');
      response.writeHead(204).end();
    });
    // Every address of the loopback network reaches it, so that it can tell which one was taken.
    await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
    const { port } = server.address() as AddressInfo; // a server on a TCP port has an address of this shape
    const answers: LookupAddress[] = ['127.0.0.2', '127.0.0.3'].map((address) => ({ address, family: 4 }));
    let asked = 0;
    const guard = createOutboundGuard(['127.0.0.2/32'], (_name, _options, callback) => {
      const found = answers[Math.min(asked++, 1)];
      process.nextTick(callback, null, found ? [found] : []);
    });
    const post = createWebhookSender(guard, 30_000);
    const target = { url: `https://localhost:${port}/`, caPem: tls.read('ca.pem') };
    await post(target, {}, 'x');
    expect({ asked, reached }).toEqual({ asked: 1, reached: ['127.0.0.2'] });
    await expect(post(target, {}, 'x')).rejects.toMatchObject({ code: 'address-refused' });
    expect(reached).toEqual(['127.0.0.2']);
    await new Promise((resolve) => server.close(resolve));
  });
});
