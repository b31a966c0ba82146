import { describe, expect, test } from 'vitest';
import { cefMessage } from '../../../lib/destinations/cef';
import type { DeliveredEntry } from '../../../lib/destinations/delivered-entry';
import { ocsfMessage } from '../../../lib/destinations/ocsf';
import { objectKey, periodOf } from '../../../lib/destinations/periods';
import { syslogMessage } from '../../../lib/destinations/syslog-message';
import { newWebhookSecret, webhookMessage } from '../../../lib/destinations/webhook-message';
import { createDestinationRequest } from '../../../lib/destinations/wire';

const source = {
  organisationId: '01980000-0000-7000-8000-000000000001',
  host: 'pli.example.org',
  version: '1.0.0',
};
const entry: DeliveredEntry = {
  number: 42,
  index: 1180,
  id: '1207',
  occurredAt: '2026-11-22T01:20:00.000Z',
  event: 'SignInFailed',
  actorKind: 'anonymous',
  actorAddress: 'a@example.org',
  recipientAddress: null,
  envelopeId: null,
  clientAddress: '192.0.2.7',
  clientAgent: 'Mozilla/5.0',
  detail: {},
};
const hostile = [
  'x\r\n<110>1 2026-11-22T00:00:00Z h pli - SignedIn - CEF:0|Pli|Pli|1|SignedIn',
  'x suser=chef@chu.example act=allowed',
  'x|y\\|z\\=\\',
  'x"] [meta sequenceId="1"]',
  'x\u2028y\u2029z\u0085w\u0000\u001b[31m',
  '\u202eevil',
];

describe('messages to collectors', () => {
  test.each(hostile)('what people typed stays in its field: %j', (text) => {
    const bad = { ...entry, actorAddress: text, recipientAddress: text, clientAgent: text, detail: { text } };
    const clean = syslogMessage(entry, source, 'cef');
    const cef = syslogMessage(bad, source, 'cef');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is what is shown
    expect(cef).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
    expect(cef.slice(0, cef.indexOf('rt='))).toBe(clean.slice(0, clean.indexOf('rt=')));
    const keys = (message: string) => [...message.matchAll(/(?<!\\)(?:^|[| ])(\w+)=/g)].map(([, key]) => key);
    const unescaped = cefMessage(bad, source).replace(/\\[\\=|]/g, '');
    expect(keys(unescaped).filter((key) => key === 'suser' || key === 'act')).toEqual(['suser']);
    const ocsf = ocsfMessage(bad, source);
    expect(ocsf).toMatch(/^[\x20-\x7e]+$/);
    expect(JSON.parse(ocsf)).toMatchObject({
      http_request: { user_agent: text },
      unmapped: { detail: { text } },
    });
  });

  test('have a header of RFC 5424 and say what was refused more loudly', () => {
    expect(syslogMessage(entry, source, 'cef')).toMatch(
      /^<108>1 2026-11-22T01:20:00\.000Z pli\.example\.org pli - SignInFailed \[meta sequenceId="42"\] CEF:0\|/,
    );
    expect(syslogMessage({ ...entry, event: 'SignedIn' }, source, 'ocsf')).toMatch(
      /^<110>1 .* SignedIn \[meta/,
    );
  });

  test('of webhooks are signed as the reference of Standard Webhooks signs its example', async () => {
    const input = { destinationId: 'd', organisationId: 'o', entries: [entry], secret: newWebhookSecret() };
    const now = new Date('2026-11-22T01:20:00.000Z');
    const first = webhookMessage({ ...input, now });
    const again = webhookMessage({ ...input, now: new Date(now.getTime() + 60_000) });
    expect(again.headers['webhook-id']).toBe(first.headers['webhook-id']);
    const key = await crypto.subtle.importKey(
      'raw',
      Uint8Array.from(atob(input.secret.slice(6)), (one) => one.charCodeAt(0)),
      { name: 'HMAC', hash: 'SHA-256' },
      false,
      ['verify'],
    );
    for (const { headers, body } of [first, again]) {
      const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
      const mac = Uint8Array.from(atob(headers['webhook-signature']?.slice(3) ?? ''), (one) =>
        one.charCodeAt(0),
      );
      expect(await crypto.subtle.verify('HMAC', key, mac, new TextEncoder().encode(signed))).toBe(true);
    }
  });

  test('are refused where the settings are none', () => {
    const webhook = (url: string) =>
      createDestinationRequest.safeParse({ kind: 'webhook', name: 'w', settings: { url } }).success;
    expect(webhook('https://siem.example.org/x')).toBe(true);
    for (const url of [
      'file:///etc/passwd',
      'http://siem.example.org/',
      'gopher://x/',
      'https://u:p@x.example/',
      'javascript:1',
      'x',
    ]) {
      expect(webhook(url), url).toBe(false);
    }
    const syslog = (host: string) =>
      createDestinationRequest.safeParse({ kind: 'syslog', name: 's', settings: { host } }).success;
    expect(['siem.example.org', '192.0.2.1', '2001:db8::1'].map(syslog)).toEqual([true, true, true]);
    expect(['a b', 'a\r\nb', 'http://x', 'x/y', 'x:514', 'fe80::1%lo', '-x'].map(syslog)).not.toContain(true);
    const s3 = (settings: object) =>
      createDestinationRequest.safeParse({
        kind: 's3',
        name: 'b',
        secret: 's',
        settings: { bucket: 'b-1', accessKeyId: 'k', ...settings },
      }).success;
    expect(s3({})).toBe(true);
    for (const wrong of [
      { prefix: '../x' },
      { prefix: '/x' },
      { prefix: 'a//b' },
      { bucket: 'B/x' },
      { region: 'x.evil.example/' },
      { endpoint: 'file:///x' },
    ]) {
      expect(s3(wrong), JSON.stringify(wrong)).toBe(false);
    }
    expect(s3({ prefix: `${'a'.repeat(490)}!/` })).toBe(true);
  });

  test('and objects are named by whole periods in UTC', () => {
    const at = (text: string) => new Date(text);
    const days = (schedule: 'daily' | 'weekly' | 'monthly', text: string) =>
      objectKey({ prefix: 'a', format: 'zip' }, 'o', periodOf(schedule, at(text))).slice(
        'a/pli-audit-o-'.length,
      );
    expect(days('daily', '2026-12-31T23:59:59.999Z')).toBe('2026-12-31-2026-12-31.zip');
    expect(days('weekly', '2026-11-22T10:00:00Z')).toBe('2026-11-16-2026-11-22.zip');
    expect(days('weekly', '2026-11-23T00:00:00Z')).toBe('2026-11-23-2026-11-29.zip');
    expect(days('monthly', '2028-02-29T12:00:00Z')).toBe('2028-02-01-2028-02-29.zip');
  });
});
