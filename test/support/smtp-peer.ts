import { SMTPServer } from 'smtp-server';
import { freePort } from './free-port.ts';

/** A mail as the peer took it: envelope addresses of SMTP and the raw message. */
export type TakenMail = { from: string; to: string[]; raw: string };

/**
 * How the peer answers a message: takes it; says "later" (451) or "never" (550); takes it, but the line breaks before the
 * reply arrives (`take-and-break`, the case in which nobody can know); takes it and holds the reply back until the mood
 * changes (`hold`); or does not even take it before that (`hold-before`).
 */
export type SmtpMood = 'take' | 'later' | 'never' | 'take-and-break' | 'hold' | 'hold-before';

/** A real SMTP server on 127.0.0.1 that can be in any mood, be gone, and come back on the same port. */
export class SmtpPeer {
  readonly mails: TakenMail[] = [];
  mood: SmtpMood = 'take';
  /** Messages whose reply is held back now. */
  holding = 0;
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
    const closed = new Set<string>();
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      logger: false,
      onData: (stream, session, callback) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          void this.answer(
            Buffer.concat(chunks).toString('utf8'),
            session.envelope,
            callback,
            () => this.breakConnections(server),
            () => !closed.has(session.id),
          );
        });
      },
      onClose: (session) => void closed.add(session.id),
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
    isOpen: () => boolean,
  ): Promise<void> {
    if (await this.waitWhile('hold-before', isOpen)) return;
    if (this.mood === 'later') return callback(smtpError(451, 'mailbox busy, try again later'));
    if (this.mood === 'never') return callback(smtpError(550, 'no such user here'));
    this.mails.push({
      from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
      to: envelope.rcptTo.map((recipient) => recipient.address),
      raw,
    });
    if (this.mood === 'take-and-break') return breakLine();
    if (await this.waitWhile('hold', isOpen)) return;
    callback();
  }

  /** Holds the reply back; answers whether the client left meanwhile. */
  private async waitWhile(mood: SmtpMood, isOpen: () => boolean): Promise<boolean> {
    if (this.mood !== mood) return false;
    this.holding += 1;
    while (this.mood === mood && isOpen()) await new Promise((resolve) => setTimeout(resolve, 20));
    // A client that was killed just before the mood changed has left, though its line's end is not read yet.
    for (let turn = 0; turn < 20 && isOpen(); turn++) await new Promise((resolve) => setTimeout(resolve, 10));
    this.holding -= 1;
    return !isOpen();
  }

  private breakConnections(server: SMTPServer): void {
    for (const connection of server.connections) connection.close();
  }
}

function smtpError(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
