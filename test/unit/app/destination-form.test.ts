import { describe, expect, it } from 'vitest';
import { faultsIn, readForm } from '../../../app/(admin)/exports/read-form';
import type { DestinationKind } from '../../../lib/destinations/wire';

const good = {
  syslog: { name: 'SIEM', host: 'siem.example.org', port: '6514', format: 'cef', startAt: 'now' },
  webhook: { name: 'Mine', url: 'https://siem.example.org/pli', startAt: 'beginning' },
  s3: {
    ...{ name: 'Archive', schedule: 'daily', format: 'zip', region: 'eu-west-3', bucket: 'pli-audit' },
    ...{ accessKeyId: 'AKIA', secretAccessKey: 'secret', startAt: 'beginning', pathStyle: 'on' },
  },
} satisfies Record<DestinationKind, Record<string, string>>;

/** Names of the fields that a form marks. */
function marked(kind: DestinationKind, typed: Record<string, string> = {}, isNew = true): string[] {
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...good[kind], ...typed })) form.append(name, value);
  return [...faultsIn(kind, isNew, readForm(kind, form))].sort();
}

describe('the form of a destination', () => {
  it('has nothing to mend where all is well', () => {
    for (const kind of ['syslog', 'webhook', 's3'] as const) expect(marked(kind), kind).toEqual([]);
  });

  it('marks each field that its route would refuse, and no other', () => {
    expect(marked('syslog', { name: ' ', host: 'https://siem', port: '99999', caPem: 'x' })).toEqual([
      'caPem',
      'host',
      'name',
      'port',
    ]);
    expect(marked('webhook', { url: 'http://siem.example.org' })).toEqual(['url']);
    expect(marked('s3', { bucket: 'X', endpoint: 'ftp://x', prefix: 'a b', secretAccessKey: '' })).toEqual([
      'bucket',
      'endpoint',
      'prefix',
      'secretAccessKey',
    ]);
  });

  it('marks the key where a certificate comes without one', () => {
    const clientCertificatePem = '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----';
    expect(marked('syslog', { clientCertificatePem })).toEqual(['secret']);
  });

  it('asks for no secret again when a destination is changed', () => {
    expect(marked('s3', { secretAccessKey: '' }, false)).toEqual([]);
    expect(marked('s3', { bucket: 'X' }, false)).toEqual(['bucket']);
  });
});
