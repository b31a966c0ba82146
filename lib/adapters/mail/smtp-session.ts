import 'server-only';
import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection/index.js';

/** How long each step of the conversation is waited for, in milliseconds. */
export type SmtpWaits = {
  /** TCP, TLS, DNS. */
  connect: number;
  greeting: number;
  /** Every reply to a command. */
  command: number;
  /** Until the message is with the system's buffers. */
  data: number;
  /** The reply to the final dot. */
  afterData: number;
};

/** Where mail goes, and as whom. */
export type SmtpServer = SMTPConnection.Options & { auth?: { user: string; pass: string } | undefined };

/** How far a message got. After `sent` the final dot has been written: whether the server took the message, only its reply says. */
export type SmtpStage = 'before-data' | 'data' | 'sent';

/** Why a conversation ended: what nodemailer says, and how far the message was. */
export class SmtpFailure extends Error {
  constructor(
    message: string,
    readonly stage: SmtpStage,
    /** Of nodemailer: `EAUTH`, `EENVELOPE`, `ETIMEDOUT`…; `command` the command that was answered; `response` the server's words. */
    readonly facts: { code?: string; command?: string; response?: string; responseCode?: number },
  ) {
    super(message);
    this.name = 'SmtpFailure';
  }
}

export type SmtpSession = {
  /** The server's reply. @throws SmtpFailure; the session is of no use any more then */
  send(envelope: { from: string; to: string }, message: Buffer, waits: SmtpWaits): Promise<string>;
  /** False after an error, and when the server has closed. */
  usable(): boolean;
  /** Ends at once; what is under way fails with the stage it had reached. */
  close(): void;
  /** QUIT. */
  quit(): void;
};

/**
 * One conversation with an SMTP server (RFC 5321): nodemailer's connection with waits of our own for each step, so that a
 * step that is given up ends its connection, and nothing is ever sent after its caller has gone.
 * @throws SmtpFailure
 */
export async function openSmtpSession(
  { auth, ...options }: SmtpServer,
  waits: SmtpWaits,
): Promise<SmtpSession> {
  const connection = new SMTPConnection({
    ...options,
    connectionTimeout: waits.connect,
    greetingTimeout: waits.greeting,
    dnsTimeout: waits.connect,
    // Above every wait of ours, which end the connection themselves.
    socketTimeout: 2 * Math.max(waits.command, waits.afterData),
  });
  const line = watch(connection);
  await line.step(waits.connect + waits.greeting + waits.command, (done) =>
    connection.connect((error) => done(error ?? null)),
  );
  // `allowsAuth`: set by the reply to EHLO.
  if (auth && connection.allowsAuth) {
    await line.step(waits.command, (done) => connection.login(auth, (error) => done(error ?? null)));
  }
  return {
    send: (envelope, message, limits) => line.send(envelope, message, limits),
    usable: () => line.failure === null,
    close: () => line.close('closed by us'),
    quit: () => connection.quit(),
  };
}

type Done<T> = (error: Error | null, value?: T) => void;

function watch(connection: SMTPConnection) {
  let failure: Error | null = null;
  let stage: SmtpStage = 'before-data';
  let interrupt: (error: Error) => void = () => undefined;
  const broken = (error: Error) => {
    failure ??= error;
    interrupt(error);
  };
  connection.on('error', broken);
  connection.once('end', () => broken(new Error('connection closed')));
  const close = (why: string) => {
    broken(new Error(why));
    connection.close();
  };

  /** Begins something and waits for its callback, for the connection to break, or for the wait to be over: the first of them. */
  const step = <T>(
    milliseconds: number,
    begin: (done: Done<T>, prolong: (milliseconds: number) => void) => void,
  ) =>
    new Promise<T>((resolve, reject) => {
      let timer: NodeJS.Timeout | undefined;
      const settle = (end: () => void) => {
        clearTimeout(timer);
        interrupt = () => undefined;
        end();
      };
      const fail = (error: Error) => {
        const reached = stage;
        settle(() => reject(failureOf(error, reached)));
      };
      const prolong = (wait: number) => {
        clearTimeout(timer);
        timer = setTimeout(() => close(`no answer within ${wait} ms`), wait);
      };
      interrupt = fail;
      if (failure !== null) return fail(failure);
      prolong(milliseconds);
      begin((error, value) => {
        if (error === null) return settle(() => resolve(value as T)); // what the callback of this very step gives
        failure ??= error;
        fail(error);
        connection.close();
      }, prolong);
    });

  const send: SmtpSession['send'] = async ({ from, to }, message, waits) => {
    stage = 'before-data';
    // MAIL, RCPT and DATA: three replies.
    const sent = await step<SMTPConnection.SentMessageInfo>(3 * waits.command, (done, prolong) => {
      const reach = (next: SmtpStage, wait: number) => {
        stage = next;
        prolong(wait);
      };
      const content = readOnce(message, {
        begun: () => reach('data', waits.data),
        ended: () => reach('sent', waits.afterData),
      });
      connection.send({ from, to: [to], size: message.length }, content, done);
    });
    return sent.response;
  };

  return {
    step,
    send,
    close,
    get failure() {
      return failure;
    },
  };
}

/** The message as a stream that nobody reads before the server has answered DATA, and that tells when its end was taken. */
function readOnce(message: Buffer, on: { begun: () => void; ended: () => void }): Readable {
  let begun = false;
  return new Readable({
    read() {
      if (begun) {
        on.ended();
        this.push(null);
      } else {
        begun = true;
        on.begun();
        this.push(message);
      }
    },
  });
}

function failureOf(error: Error, stage: SmtpStage): SmtpFailure {
  // nodemailer adds these optional fields to its Error objects.
  const { code, command, response, responseCode } = error as Error & SmtpFailure['facts'];
  return new SmtpFailure(error.message, stage, {
    ...(code !== undefined && { code }),
    ...(command !== undefined && { command }),
    ...(response !== undefined && { response: asUtf8(response) }),
    ...(responseCode !== undefined && { responseCode }),
  });
}

/**
 * Replies may hold UTF-8 (RFC 6531, section 3.7.4.1), and do; nodemailer reads them as
 * Latin-1, which keeps every byte. What is no UTF-8 stays so.
 */
export function asUtf8(reply: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(reply, 'latin1'));
  } catch {
    return reply;
  }
}
