import { createServer, type Server } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, test } from 'vitest';
import { createSmtpMailer } from '../../lib/adapters/mail/smtp-mailer';
import type { Mailer } from '../../lib/ports/mailer';
import { freePort } from '../support/free-port';
import { exampleMail, mailerContract } from './mailer.contract';

type Taken = {
  messageId: string;
  to: string;
  subject: string;
  raw: string;
  secure: boolean;
  user: string | undefined;
};
/** Far more than a busy machine needs, for peers that answer. */
const milliseconds = { connect: 30_000, greeting: 30_000, silence: 30_000, sendMax: 60_000 };
/** For peers that never do. */
const impatient = { connect: 1_000, greeting: 1_000, silence: 1_000, sendMax: 3_000 };
/** Long after `impatient` on a busy machine, and long before the two minutes and more that nodemailer waits by itself. */
const givenUpWithin = 20_000;
const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

function refusal(responseCode: number): Error {
  return Object.assign(new Error('no'), { responseCode });
}

async function startPeer(options: SMTPServerOptions = {}) {
  const taken: Taken[] = [];
  let connections = 0;
  const server = new SMTPServer({
    authOptional: true,
    hidePIPELINING: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onConnect: (_session, callback) => {
      connections++;
      callback();
    },
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const raw = Buffer.concat(chunks).toString('utf8').replaceAll('\r\n', '\n');
        taken.push({
          ...readHeaders(raw),
          to: session.envelope.rcptTo.map((one) => one.address).join(),
          raw,
          secure: session.secure,
          user: session.user,
        });
        callback();
      });
    },
    ...options,
  });
  server.on('error', () => undefined); // a client that gives up leaves a reset behind
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { port, taken, close, connections: () => connections };
}

function readHeaders(raw: string) {
  const header = (name: string) =>
    new RegExp(`^${name}: (.*(?:\\n[ \\t].*)*)`, 'mi').exec(raw)?.[1]?.replace(/\n[ \t]/g, ' ') ?? '';
  return { messageId: header('Message-ID'), subject: decodeWords(header('Subject')) };
}

/** Encoded words (RFC 2047), UTF-8 only, as nodemailer writes them. */
function decodeWords(value: string): string {
  return value
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?UTF-8\?([BQ])\?([^?]*)\?=/gi, (_all, kind: string, text: string) =>
      kind.toUpperCase() === 'B'
        ? Buffer.from(text, 'base64').toString('utf8')
        : Buffer.from(
            text
              .replaceAll('_', ' ')
              .replace(/=([0-9A-F]{2})/gi, (_hex, byte: string) =>
                String.fromCharCode(Number.parseInt(byte, 16)),
              ),
            'latin1',
          ).toString('utf8'),
    );
}

type Options = Parameters<typeof createSmtpMailer>[0];
function mailerTo(
  url: string,
  dkim: Options['dkim'] = null,
  allowed: NonNullable<Options['milliseconds']> = milliseconds,
): Mailer {
  const mailer = createSmtpMailer({ url, dkim, milliseconds: allowed });
  open.push(async () => mailer.close());
  return mailer;
}

describe('SMTP, plain', async () => {
  const peer = await startPeer();
  const mailer = createSmtpMailer({ url: `smtp://127.0.0.1:${peer.port}`, dkim: null, milliseconds });
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
    open.push(starttls.close, tls.close);
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
    open.push(starttls.close, tls.close);
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
    open.push(peer.close);
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
    open.push(peer.close);
    expect(await mailerTo(`smtp://pli:faux@127.0.0.1:${peer.port}`).send(exampleMail())).toMatchObject({
      state: 'deferred',
    });
  });
});

describe('SMTP that says no', () => {
  test.each([
    ['RCPT 550', 550, 'refused', 'onRcptTo'],
    ['RCPT 450', 450, 'deferred', 'onRcptTo'],
    ['MAIL 550, which blames the sender', 550, 'deferred', 'onMailFrom'],
  ] as const)('%s', async (_name, code, state, hook) => {
    const peer = await startPeer({
      [hook]: (_address: unknown, _session: unknown, callback: (error: Error) => void) =>
        callback(refusal(code)),
    });
    open.push(peer.close);
    const outcome = await mailerTo(`smtp://127.0.0.1:${peer.port}`).send(exampleMail());
    expect(outcome).toMatchObject({ state, reason: expect.stringMatching(new RegExp(`^${code}`)) });
    expect(peer.taken).toEqual([]);
  });

  test.each([
    [554, 'refused'],
    [451, 'deferred'],
    [421, 'deferred'],
  ] as const)('DATA %i', async (code, state) => {
    const peer = await startPeer({
      onData: (stream, _session, callback) => {
        stream.resume();
        stream.on('end', () => callback(refusal(code)));
      },
    });
    open.push(peer.close);
    expect(await mailerTo(`smtp://127.0.0.1:${peer.port}`).send(exampleMail())).toMatchObject({
      state,
      reason: expect.stringMatching(new RegExp(`^${code}`)),
    });
  });
});

describe('SMTP that is away', () => {
  const listenRaw = async (onConnection: Parameters<typeof createServer>[1]): Promise<number> => {
    const port = await freePort();
    const server: Server = createServer({}, onConnection);
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    open.push(async () => {
      server.close();
    });
    return port;
  };

  test('connection refused: deferred, not ready, never thrown', async () => {
    const mailer = mailerTo(`smtp://127.0.0.1:${await freePort()}`);
    expect(await mailer.send(exampleMail())).toMatchObject({ state: 'deferred' });
    expect(await mailer.ready()).toMatchObject({ ok: false });
  });

  test('a server that says nothing is given up within the time allowed', async () => {
    const sockets: { destroy(): void }[] = [];
    const port = await listenRaw((socket) => sockets.push(socket));
    const began = performance.now();
    expect(await mailerTo(`smtp://127.0.0.1:${port}`, null, impatient).send(exampleMail())).toMatchObject({
      state: 'deferred',
    });
    expect(performance.now() - began).toBeLessThan(givenUpWithin);
    for (const socket of sockets) socket.destroy();
  });

  test('a server that takes the mail and never answers: deferred, within the time allowed', async () => {
    const peer = await startPeer({ onData: (stream) => void stream.resume() });
    open.push(peer.close);
    const began = performance.now();
    expect(
      await mailerTo(`smtp://127.0.0.1:${peer.port}`, null, impatient).send(exampleMail()),
    ).toMatchObject({
      state: 'deferred',
    });
    expect(performance.now() - began).toBeLessThan(givenUpWithin);
  });

  test('a line that breaks before the reply is one try, not two: whoever sent it decides', async () => {
    let messages = 0;
    const port = await listenRaw((socket) => {
      socket.on('error', () => undefined);
      socket.write('220 ok\r\n');
      let data = false;
      socket.on('data', (chunk) => {
        const said = chunk.toString();
        if (data && said.endsWith('\r\n.\r\n')) {
          messages++;
          socket.destroy();
        } else if (!data) {
          data = /^DATA/i.test(said);
          socket.write(data ? '354 go\r\n' : '250 ok\r\n');
        }
      });
    });
    expect(await mailerTo(`smtp://127.0.0.1:${port}`).send(exampleMail())).toMatchObject({
      state: 'deferred',
    });
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(messages).toBe(1);
  });
});

describe('DKIM', () => {
  test('where a key is set the mail is signed for its domain', async () => {
    const { generateKeyPairSync } = await import('node:crypto');
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const peer = await startPeer();
    open.push(peer.close);
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
