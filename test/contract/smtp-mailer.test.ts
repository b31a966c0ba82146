import { createServer, type Server } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, test } from 'vitest';
import { createSmtpMailer, rfc5321Waits } from '../../lib/adapters/mail/smtp-mailer';
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
const waits = { connect: 30_000, greeting: 30_000, command: 30_000, data: 30_000, afterData: 60_000 };
/** For peers that never do. */
const impatient = { connect: 1_000, greeting: 1_000, command: 1_000, data: 1_000, afterData: 1_000 };
/** Long after `impatient` on a busy machine, and long before the minutes of RFC 5321. */
const givenUpWithin = 20_000;
const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  // What was opened last first: a server ends when its clients have gone.
  for (const close of open.splice(0).reverse()) await close();
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
  allowed: NonNullable<Options['waits']> = waits,
): Mailer {
  const mailer = createSmtpMailer({ url, dkim, waits: allowed });
  open.push(async () => mailer.close());
  return mailer;
}

const listenRaw = async (onConnection: Parameters<typeof createServer>[1]): Promise<number> => {
  const port = await freePort();
  const server: Server = createServer({}, onConnection);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  open.push(async () => {
    server.close();
  });
  return port;
};

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
    ['utf8', '550 5.1.1 Boîte inconnue : « Zoë » 李'],
    ['latin1', '550 5.1.1 Boîte inconnue : « Zoë »'],
  ] as const)('in %s is kept as it was said', async (encoding, reply) => {
    const port = await listenRaw((socket) => {
      socket.on('error', () => undefined);
      socket.write('220 ok\r\n');
      socket.on('data', (chunk) => {
        socket.write(Buffer.from(/^RCPT/i.test(chunk.toString()) ? `${reply}\r\n` : '250 ok\r\n', encoding));
      });
    });
    expect(await mailerTo(`smtp://127.0.0.1:${port}`).send(exampleMail())).toEqual({
      state: 'refused',
      reason: reply,
    });
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

  test('a server that has the mail and says nothing more: perhaps delivered, within the time allowed', async () => {
    const peer = await startPeer({ onData: (stream) => void stream.resume() });
    open.push(peer.close);
    const began = performance.now();
    expect(
      await mailerTo(`smtp://127.0.0.1:${peer.port}`, null, impatient).send(exampleMail()),
    ).toMatchObject({ state: 'unconfirmed', reason: expect.stringContaining('no answer within 1000 ms') });
    expect(performance.now() - began).toBeLessThan(givenUpWithin);
  });

  test('the final dot is waited for longer than any other reply', async () => {
    // In the proportions of RFC 5321: here a command is given up after 1 s, the dot is answered after 3.
    const peer = await startPeer({
      onData: (stream, _session, callback) => {
        stream.resume();
        stream.on('end', () => setTimeout(callback, 3_000));
      },
    });
    open.push(peer.close);
    const mailer = mailerTo(`smtp://127.0.0.1:${peer.port}`, null, { ...impatient, afterData: 60_000 });
    expect(await mailer.send(exampleMail())).toMatchObject({ state: 'accepted' });
    expect(rfc5321Waits).toEqual({
      connect: 30_000,
      greeting: 300_000,
      command: 300_000,
      data: 180_000,
      afterData: 600_000,
    });
  });

  test('what was given up before its data is never sent afterwards', async () => {
    let late = 0;
    const peer = await startPeer({
      onRcptTo: (_address, _session, callback) => void setTimeout(callback, 4_000),
      onData: (stream, _session, callback) => {
        late += 1;
        stream.resume();
        stream.on('end', callback);
      },
    });
    open.push(peer.close);
    const mailer = mailerTo(`smtp://127.0.0.1:${peer.port}`, null, impatient);
    expect(await mailer.send(exampleMail())).toMatchObject({ state: 'deferred' });
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    expect(late).toBe(0);
  });

  test('a line that breaks before the reply is one try, not two, and perhaps delivered', async () => {
    const { port, messages } = await breakingPeer();
    expect(await mailerTo(`smtp://127.0.0.1:${port}`).send(exampleMail())).toMatchObject({
      state: 'unconfirmed',
    });
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(messages()).toBe(1);
  });

  test('a mailer that is closed while the reply is awaited says so of each mail, and how far it was', async () => {
    const taken = await startPeer({ onData: (stream) => void stream.resume() });
    const silent = await startPeer({ onRcptTo: () => undefined });
    open.push(taken.close, silent.close);
    for (const [peer, state] of [
      [taken, 'unconfirmed'],
      [silent, 'deferred'],
    ] as const) {
      const mailer = mailerTo(`smtp://127.0.0.1:${peer.port}`);
      const outcome = mailer.send(exampleMail());
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      mailer.close();
      expect(await outcome).toMatchObject({ state });
      expect(await mailer.send(exampleMail())).toMatchObject({ state: 'deferred' });
    }
  });

  /** Takes one message and breaks the line instead of answering. */
  async function breakingPeer() {
    let messages = 0;
    const port = await listenRaw((socket) => {
      socket.on('error', () => undefined);
      socket.write('220 ok\r\n');
      let data = false;
      let said = '';
      socket.on('data', (chunk) => {
        said = data ? said + chunk.toString() : chunk.toString();
        if (data && said.endsWith('\r\n.\r\n')) {
          messages++;
          socket.destroy();
        } else if (!data) {
          data = /^DATA/i.test(said);
          socket.write(data ? '354 go\r\n' : '250 ok\r\n');
        }
      });
    });
    return { port, messages: () => messages };
  }
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
