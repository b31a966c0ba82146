import type { SMTPServerOptions } from 'smtp-server';
import { describe, expect, test } from 'vitest';
import { createSmtpMailer } from '../../lib/adapters/mail/smtp-mailer';
import { exampleMail, mailerContract } from './mailer.contract';
import { closeAtEnd, decodeWords, mailerTo, refusal, startPeer, waits } from './smtp-peers';

describe('SMTP, plain', async () => {
  const peer = await startPeer();
  const mailer = createSmtpMailer({ url: `smtp://127.0.0.1:${peer.port}`, dkim: null, waits });
  mailerContract(() => ({ mailer, taken: async () => peer.taken }));

  test('the dot alone on a line and the accents arrive as they were written', async () => {
    const mail = exampleMail();
    await mailer.send(mail);
    const raw = peer.taken.at(-1)?.raw ?? '';
    const encoded = /text\/plain[\s\S]*?\n\n([\s\S]*?)\n--/.exec(raw)?.[1] ?? '';
    const text = raw.includes('quoted-printable')
      ? decodeWords(`=?UTF-8?Q?${encoded.replace(/=\n/g, '')}?=`)
      : encoded;
    expect(text.replaceAll('_', ' ')).toContain('une fin accentuée : é');
    expect(text).toContain('\n.\n');
  });

  test('mails one after the other share connections', async () => {
    const before = peer.connections();
    for (let n = 0; n < 10; n++) await mailer.send(exampleMail());
    expect(peer.connections()).toBe(before);
  });
});

describe('SMTP with TLS', () => {
  test('a certificate nobody vouches for stops the mail before anything is said, by STARTTLS and by TLS alike', async () => {
    const starttls = await startPeer({ disabledCommands: [] });
    const tls = await startPeer({ secure: true });
    closeAtEnd(starttls.close, tls.close);
    expect(await mailerTo(`smtp://127.0.0.1:${starttls.port}`).send(exampleMail())).toMatchObject({
      state: 'deferred',
    });
    expect(await mailerTo(`smtps://127.0.0.1:${tls.port}`).send(exampleMail())).toMatchObject({
      state: 'deferred',
    });
    expect([...starttls.taken, ...tls.taken]).toEqual([]);
  });

  test('a mail travels encrypted by STARTTLS and by TLS, with user and password', async () => {
    const onAuth: SMTPServerOptions['onAuth'] = ({ username, password }, _session, callback) =>
      password === 'p@ss:word' ? callback(null, { user: username ?? '' }) : callback(refusal(535));
    const starttls = await startPeer({ disabledCommands: [], authOptional: false, onAuth });
    const tls = await startPeer({ secure: true, authOptional: false, onAuth });
    closeAtEnd(starttls.close, tls.close);
    const secret = encodeURIComponent('p@ss:word');
    // smtp-server's own certificate is self-signed; accepting it is the operator's explicit choice in the URL.
    for (const [scheme, peer] of [
      ['smtp', starttls],
      ['smtps', tls],
    ] as const) {
      const mailer = mailerTo(
        `${scheme}://pli:${secret}@127.0.0.1:${peer.port}?tls.rejectUnauthorized=false`,
      );
      expect(await mailer.send(exampleMail())).toMatchObject({ state: 'accepted' });
      expect(peer.taken).toMatchObject([{ secure: true, user: 'pli' }]);
    }
  });

  test('where the URL requires TLS, a server without STARTTLS gets nothing', async () => {
    const peer = await startPeer();
    closeAtEnd(peer.close);
    expect(await mailerTo(`smtp://127.0.0.1:${peer.port}?requireTLS=true`).send(exampleMail())).toMatchObject(
      { state: 'deferred' },
    );
    expect(peer.taken).toEqual([]);
  });

  test('a wrong password of ours says nothing about the recipient: deferred', async () => {
    const peer = await startPeer({
      authOptional: false,
      onAuth: (_auth, _session, callback) => callback(refusal(535)),
    });
    closeAtEnd(peer.close);
    expect(await mailerTo(`smtp://pli:faux@127.0.0.1:${peer.port}`).send(exampleMail())).toMatchObject({
      state: 'deferred',
    });
  });
});

describe('DKIM', () => {
  test('where a key is set the mail is signed for its domain', async () => {
    const { generateKeyPairSync } = await import('node:crypto');
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const peer = await startPeer();
    closeAtEnd(peer.close);
    const mailer = mailerTo(`smtp://127.0.0.1:${peer.port}`, {
      domain: 'pli.example',
      selector: 'pli1',
      privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    });
    expect(await mailer.send(exampleMail())).toMatchObject({ state: 'accepted' });
    const signature = /^DKIM-Signature: ([\s\S]*?)\n(?![ \t])/m
      .exec(peer.taken[0]?.raw ?? '')?.[1]
      ?.replace(/\s+/g, ' ');
    expect(signature).toContain('d=pli.example;');
    expect(signature).toContain('s=pli1;');
    expect(signature).toMatch(/h=[^;]*from[^;]*subject/i);
  });
});
