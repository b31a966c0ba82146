import { createServer, type Server } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach } from 'vitest';
import { createSmtpMailer } from '../../lib/adapters/mail/smtp-mailer';
import type { Mailer } from '../../lib/ports/mailer';
import { freePort } from '../support/free-port';

type Taken = {
  messageId: string;
  to: string;
  subject: string;
  raw: string;
  secure: boolean;
  user: string | undefined;
};
/** Far more than a busy machine needs, for peers that answer. */
export const waits = { connect: 30_000, greeting: 30_000, command: 30_000, data: 30_000, afterData: 60_000 };
/** For peers that never do. */
export const impatient = { connect: 1_000, greeting: 1_000, command: 1_000, data: 1_000, afterData: 1_000 };
const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  // What was opened last first: a server ends when its clients have gone.
  for (const close of open.splice(0).reverse()) await close();
});

/** Ends these with the test. */
export function closeAtEnd(...closes: (() => Promise<void>)[]): void {
  open.push(...closes);
}

/** What a peer's hook answers with this reply code. */
export function refusal(responseCode: number): Error {
  return Object.assign(new Error('no'), { responseCode });
}

/** A server that takes every mail, unless `options` say otherwise. */
export async function startPeer(options: SMTPServerOptions = {}) {
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
export function decodeWords(value: string): string {
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
/** A mailer that is closed with the test. */
export function mailerTo(
  url: string,
  dkim: Options['dkim'] = null,
  allowed: NonNullable<Options['waits']> = waits,
): Mailer {
  const mailer = createSmtpMailer({ url, dkim, waits: allowed });
  open.push(async () => mailer.close());
  return mailer;
}

/** A port behind which the test itself speaks, until its end. */
export const listenRaw = async (onConnection: Parameters<typeof createServer>[1]): Promise<number> => {
  const port = await freePort();
  const server: Server = createServer({}, onConnection);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  open.push(async () => {
    server.close();
  });
  return port;
};
