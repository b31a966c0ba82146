import { SMTPServer } from 'smtp-server';
import { freePort } from './free-port.ts';

/** A mail as the peer took it: envelope addresses of SMTP and the raw message. */
export type TakenMail = { from: string; to: string[]; raw: string };

/**
 * How the peer answers a message: takes it; says "later" (451) or "never" (550); takes it, but the line breaks before the
 * reply arrives (`take-and-break`, the case in which nobody can know); or holds the reply back until the mood changes.
 */
export type SmtpMood = 'take' | 'later' | 'never' | 'take-and-break' | 'hold';

/** A real SMTP server on 127.0.0.1 that can be in any mood, be gone, and come back on the same port. */
export class SmtpPeer {
  readonly mails: TakenMail[] = [];
  mood: SmtpMood = 'take';
  private server: SMTPServer | null = null;

  private constructor(readonly port: number) {}

  static async start(): Promise<SmtpPeer> {
    const peer = new SmtpPeer(await freePort());
    await peer.back();
    return peer;
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  /** Listens again after `away`. */
  async back(): Promise<void> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      logger: false,
      onData: (stream, session, callback) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          void this.answer(Buffer.concat(chunks).toString('utf8'), session.envelope, callback, () =>
            this.breakConnections(server),
          );
        });
      },
    });
    server.on('error', () => undefined); // a client that was killed leaves a reset behind
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', () => resolve()));
    this.server = server;
  }

  /** Ends: no new connection is taken, open ones are closed. */
  async away(): Promise<void> {
    const server = this.server;
    this.server = null;
    if (!server) return;
    this.breakConnections(server);
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  private async answer(
    raw: string,
    envelope: { mailFrom: false | { address: string }; rcptTo: { address: string }[] },
    callback: (error?: Error | null) => void,
    breakLine: () => void,
  ): Promise<void> {
    while (this.mood === 'hold') await new Promise((resolve) => setTimeout(resolve, 20));
    if (this.mood === 'later') return callback(smtpError(451, 'mailbox busy, try again later'));
    if (this.mood === 'never') return callback(smtpError(550, 'no such user here'));
    this.mails.push({
      from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
      to: envelope.rcptTo.map((recipient) => recipient.address),
      raw,
    });
    if (this.mood === 'take-and-break') return breakLine();
    callback();
  }

  private breakConnections(server: SMTPServer): void {
    for (const connection of server.connections) connection.close();
  }
}

function smtpError(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
