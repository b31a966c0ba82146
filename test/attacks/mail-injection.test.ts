import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HttpPerson } from '../support/http-person.ts';
import { NodeDraft } from '../support/node-sender.ts';
import { until } from '../support/pli.ts';
import { SmtpPeer } from '../support/smtp-peer.ts';
import { withPli } from '../support/with-pli.ts';

const hostileAddresses = [
  'a@good.tld\r\nBcc: x@evil.tld',
  'a@good.tld\nx@evil.tld',
  '"x@evil.tld x"@good.tld',
  '"x@evil.tld,"@good.tld',
  'x@evil.tld, a@good.tld',
  'x@evil.tld;a@good.tld',
  '<x@evil.tld>a@good.tld',
  'a@good.tld> RCPT TO:<x@evil.tld',
  'a\0@good.tld',
  'a@good.tld\u2028x@evil.tld',
  'a(x@evil.tld)@good.tld',
  'a@[127.0.0.1]',
  'a@@good.tld',
  '@good.tld',
  'a',
  ' ',
];

/** Characters that would begin a header line of their own, or turn the reading direction. */
const hostileTexts = [
  'Bonjour\r\nBcc: x@evil.tld\r\n\r\n<b>autre corps</b>',
  'Bonjour\nSubject: autre',
  '=?utf-8?Q?=0D=0ABcc:_x@evil.tld?=',
  'Bonjour\u2028Bcc: x@evil.tld',
  '<script>alert(1)</script>" onmouseover="x',
  'x\u202Egnp.exe',
];

describe('what people write into mails', () => {
  let peer: SmtpPeer;
  const running = withPli(async () => {
    peer = await SmtpPeer.start();
    return { begun: true, env: { SMTP_URL: peer.url, MAIL_FROM: 'ne-pas-repondre@pli.example' } };
  });
  let sender: HttpPerson;

  beforeAll(async () => {
    sender = await running.person(running.pli.account('member', 0));
  });
  afterAll(() => peer.away());

  test.each(hostileAddresses)('the address %j is refused, and nothing is sealed', async (address) => {
    const draft = await NodeDraft.make(sender);
    const request = await draft.complete({ recipients: [{ address, kind: 'to' }] });
    const status = await sender.status('POST', `/api/drafts/${draft.id}/seal`, request);
    expect([400, 422]).toContain(status);
    const [row] = await running.tamper<{ state: string }>('SELECT state::text FROM envelopes WHERE id = $1', [
      draft.id,
    ]);
    expect(row?.state).toBe('draft');
  });

  test.each(hostileTexts)(
    'the title and the name %j stay text: one header each, one recipient',
    async (text) => {
      const draft = await NodeDraft.make(sender);
      const address = `ami.${Math.abs(hash(text))}@good.example`;
      const request = await draft.complete({ recipients: [{ address, name: text, kind: 'to' }] });
      const answer = await sender.request('POST', `/api/drafts/${draft.id}/seal`, {
        json: { ...request, title: text },
      });
      await answer.arrayBuffer();
      if (answer.status >= 400) {
        expect([400, 422]).toContain(answer.status); // refused is safe too
        return;
      }
      await until(() => peer.mails.some((mail) => mail.to.includes(address)), 90, `no mail to ${address}`);
      const mail = peer.mails.find((found) => found.to.includes(address));
      expect(mail?.to).toEqual([address]);
      const [head = '', ...body] = (mail?.raw ?? '').split('\r\n\r\n');
      const names = head.split(/\r\n(?![ \t])/).map((line) => line.split(':')[0]?.toLowerCase());
      for (const name of ['subject', 'from', 'to', 'message-id', 'content-type', 'auto-submitted']) {
        expect(
          names.filter((found) => found === name),
          name,
        ).toHaveLength(1);
      }
      expect(names).not.toContain('bcc');
      expect(names).not.toContain('cc');
      // In the plain-text part the letters are text; in the HTML part they must not be markup.
      const [, html = ''] = body.join('\r\n\r\n').split(/^Content-Type: text\/html/m);
      expect(html).toContain('</html>');
      expect(html).not.toContain('<script>');
    },
  );

  test('no recipient but those named was ever written to', () => {
    expect(peer.mails.flatMap((mail) => mail.to).filter((address) => /evil/.test(address))).toEqual([]);
  });

  test('a sign-in or a password link asked with a hostile address sends nothing', async () => {
    const before = peer.mails.length;
    for (const address of hostileAddresses) {
      const status = await running.stranger().status('POST', '/api/password-reset', { address });
      expect([204, 400, 422, 429]).toContain(status);
      const signIn = await running.stranger().trySignIn('password', { email: address, password: 'x' });
      expect([400, 401, 422, 429]).toContain(signIn.status);
    }
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(peer.mails.length).toBe(before);
  });
});

function hash(text: string): number {
  return [...text].reduce((sum, character) => (sum * 31 + (character.codePointAt(0) ?? 0)) | 0, 7);
}
