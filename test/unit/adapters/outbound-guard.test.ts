import type { LookupAddress } from 'node:dns';
import { describe, expect, test } from 'vitest';
import { createOutbound } from '../../../lib/adapters/outbound/create-outbound';
import { createOutboundGuard, type PrivateRule } from '../../../lib/adapters/outbound/outbound-guard';

const inner = [
  '127.0.0.1',
  '10.1.2.3',
  '172.16.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '224.0.0.1',
  '255.255.255.255',
  '::1',
  '::',
  'fe80::1',
  'fd00:ec2::254',
  'fc00::1',
  'ff02::1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::ffff:a9fe:a9fe',
  '64:ff9b::7f00:1',
  '2002:7f00:1::',
  '::127.0.0.1',
];
const outer = ['93.184.215.14', '8.8.8.8', '2606:4700::1111', '::ffff:8.8.8.8'];

function passes(rule: PrivateRule, host: string, plain = false): boolean {
  const guard = createOutboundGuard(rule);
  try {
    if (plain) guard.assertPlainHost(host);
    else guard.assertHost(host);
    return true;
  } catch {
    return false;
  }
}

describe('connections to hosts that somebody typed', () => {
  test.each(inner)('never go to %s', (address) => {
    expect(passes('refuse', address)).toBe(false);
    expect(passes('refuse', `[${address}]`)).toBe(false);
  });
  test.each(outer)('may go to %s, with TLS', (address) => {
    expect(passes('refuse', address)).toBe(true);
    expect(passes('refuse', address, true)).toBe(false);
  });

  test('go to private addresses where the operator allows it, to metadata services not even then', () => {
    expect(['127.0.0.1', '10.1.2.3', 'fc00::1'].map((one) => passes('allow', one))).toEqual([
      true,
      true,
      true,
    ]);
    expect(['169.254.169.254', 'fe80::1', '::ffff:a9fe:a9fe'].map((one) => passes('allow', one))).toEqual([
      false,
      false,
      false,
    ]);
    expect(['10.1.2.3', '10.2.0.1'].map((one) => passes(['10.1.0.0/16'], one))).toEqual([true, false]);
    expect(['10.1.2.3', '8.8.8.8'].map((one) => passes(['10.1.0.0/16'], one, true))).toEqual([true, false]);
  });

  test.each(['localhost', '127.1', '2130706433', '0x7f000001', '0177.0.0.1'])(
    'never reach this machine under the name %s',
    async (name) => {
      const { lookup } = createOutboundGuard('refuse');
      const outcome = await new Promise((resolve) => {
        lookup(name, { all: true }, (error, found) =>
          resolve(error ? 'refused' : (found as unknown as LookupAddress[]).map(({ address }) => address)),
        );
      });
      expect(outcome).toBe('refused');
    },
  );

  test('say so as a code, whatever the way', async () => {
    const outbound = createOutbound({ privateRule: 'refuse', millisecondsMax: 2_000 });
    const refused = { code: 'address-refused' };
    const target = { port: 6514, caPem: null, client: null, acceptsBareClose: false };
    for (const host of ['127.0.0.1', 'localhost']) {
      await expect(outbound.syslog({ ...target, host }, ['x'])).rejects.toMatchObject(refused);
      await expect(outbound.post({ url: `https://${host}:9/`, caPem: null }, {}, 'x')).rejects.toMatchObject(
        refused,
      );
    }
    for (const url of [
      'https://169.254.169.254/latest/meta-data/',
      'https://[::ffff:169.254.169.254]/',
      'https://0x7f.1/',
    ]) {
      await expect(outbound.post({ url, caPem: null }, {}, 'x')).rejects.toMatchObject(refused);
    }
    await expect(outbound.post({ url: 'file:///etc/passwd', caPem: null }, {}, 'x')).rejects.toMatchObject({
      code: 'plain-refused',
    });
    const bucket = {
      region: 'us-east-1',
      bucket: 'b',
      accessKeyId: 'k',
      secretAccessKey: 's',
      pathStyle: true,
    };
    expect(() => outbound.bucket({ ...bucket, endpoint: 'http://169.254.169.254' })).toThrow('plain-refused');
    expect(() => outbound.bucket({ ...bucket, endpoint: 'https://10.0.0.1' })).toThrow('address-refused');
    await expect(
      outbound.bucket({ ...bucket, endpoint: 'https://localhost:9' }).labelOf('x'),
    ).rejects.toMatchObject(refused);
    await expect(
      outbound.bucket({ ...bucket, endpoint: 'http://localhost:9' }).labelOf('x'),
    ).rejects.toMatchObject({ code: 'plain-refused' });
  });
});
