import 'server-only';
import { buffer } from 'node:stream/consumers';
import DKIM from 'nodemailer/lib/dkim/index.js';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import { parseConnectionUrl } from 'nodemailer/lib/shared/index.js';
import type { Mail, Mailer, MailOutcome } from '../../ports/mailer';
import { unsafeMailReason } from './mail-safety';
import { asUtf8, openSmtpSession, SmtpFailure, type SmtpSession, type SmtpWaits } from './smtp-session';

export type SmtpMailerOptions = {
  /** `smtp://` (STARTTLS when offered, always with `?requireTLS=true`) or `smtps://`, with user and password if needed. */
  url: string;
  dkim: { domain: string; selector: string; privateKeyPem: string } | null;
  /** By default those of RFC 5321, section 4.5.3.2. */
  waits?: SmtpWaits;
};

/** RFC 5321, section 4.5.3.2; it says nothing of the TCP connection. */
export const rfc5321Waits: SmtpWaits = {
  connect: 30_000,
  greeting: 300_000,
  command: 300_000,
  data: 180_000,
  afterData: 600_000,
};

/** Of an urgent mail, before its data: nothing was handed over, so that giving up early and trying again does no harm. */
const urgentMilliseconds = 15_000;

/** A server that has been silent for longer often closes without a word. */
const idleMilliseconds = 20_000;
const idleMax = 5;

/**
 * SMTP (RFC 5321): a connection for each mail under way, kept for the next one for 20 s. How many are under way at once, the
 * queues say (lib/adapters/queue/queue-definitions.ts). TLS certificates are verified.
 * A connection that breaks never leads to a silent second try: the caller hears how far the mail was, and decides.
 */
export function createSmtpMailer(options: SmtpMailerOptions): Mailer {
  const waits = options.waits ?? rfc5321Waits;
  // Parsed here: nodemailer ignores every other option when it is given a `url`.
  const server = parseConnectionUrl(options.url);
  const sessions = keepSessions((limits) => openSmtpSession(server, limits));
  const sign = signer(options.dkim);

  return {
    async send(mail) {
      const unsafe = unsafeMailReason(mail);
      if (unsafe !== null) return { state: 'refused', reason: unsafe };
      const limits = mail.urgent === true ? hurried(waits) : waits;
      try {
        const message = await sign(await new MailComposer(composeMail(mail)).compile().build());
        const envelope = { from: mail.from.address, to: mail.to };
        const reply = await sessions.use(limits, (session) => session.send(envelope, message, limits));
        return { state: 'accepted', reply: asUtf8(reply) };
      } catch (error) {
        return outcomeOf(error);
      }
    },

    async ready() {
      try {
        await sessions.use(hurried(waits), async () => undefined);
        return { ok: true };
      } catch (error) {
        return { ok: false, reason: reasonOf(error) };
      }
    },

    close: () => sessions.close(),
  };
}

/** The mail as nodemailer takes it: addresses as objects, so that no address list is parsed. */
export function composeMail(mail: Mail) {
  return {
    from: { address: mail.from.address, name: mail.from.name },
    to: { address: mail.to, name: '' },
    messageId: mail.messageId,
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    headers: { ...mail.headers },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function hurried(waits: SmtpWaits): SmtpWaits {
  const shorter = (wait: number) => Math.min(wait, urgentMilliseconds);
  return {
    ...waits,
    connect: shorter(waits.connect),
    greeting: shorter(waits.greeting),
    command: shorter(waits.command),
  };
}

function signer(dkim: SmtpMailerOptions['dkim']): (message: Buffer) => Promise<Buffer> {
  if (dkim === null) return async (message) => message;
  const { domain, selector, privateKeyPem } = dkim;
  const key = new DKIM({ domainName: domain, keySelector: selector, privateKey: privateKeyPem });
  return (message) => buffer(key.sign(message));
}

/** Conversations under way, and those that wait a moment for the next mail. */
function keepSessions(openNew: (limits: SmtpWaits) => Promise<SmtpSession>) {
  const idle = new Map<SmtpSession, NodeJS.Timeout>();
  const underWay = new Set<SmtpSession>();
  let closed = false;

  const takeIdle = (): SmtpSession | null => {
    for (const [session, timer] of idle) {
      clearTimeout(timer);
      idle.delete(session);
      if (session.usable()) return session;
    }
    return null;
  };
  const keep = (session: SmtpSession) => {
    if (closed || !session.usable() || idle.size >= idleMax) return session.quit();
    const timer = setTimeout(() => {
      idle.delete(session);
      session.quit();
    }, idleMilliseconds);
    idle.set(session, timer.unref());
  };
  return {
    async use<T>(limits: SmtpWaits, work: (session: SmtpSession) => Promise<T>): Promise<T> {
      if (closed) throw new SmtpFailure('the mailer is closed', 'before-data', {});
      const session = takeIdle() ?? (await openNew(limits));
      underWay.add(session);
      try {
        if (closed) session.close();
        const done = await work(session);
        keep(session);
        return done;
      } catch (error) {
        session.close();
        throw error;
      } finally {
        underWay.delete(session);
      }
    },
    close(): void {
      closed = true;
      for (const [session, timer] of idle) {
        clearTimeout(timer);
        session.quit();
      }
      idle.clear();
      for (const session of underWay) session.close();
    },
  };
}

function outcomeOf(error: unknown): MailOutcome {
  const reason = reasonOf(error);
  if (!(error instanceof SmtpFailure)) return { state: 'deferred', reason };
  const { code, command, responseCode } = error.facts;
  // The dot was written and nothing was heard: the server may have the mail, and nobody can ask it (RFC 5321, section 6.1).
  if (error.stage === 'sent' && responseCode === undefined) return { state: 'unconfirmed', reason };
  // 5xx to our own credentials or to our own address says nothing about the recipient: an operator mends that.
  const ours = code === 'EAUTH' || command === 'MAIL FROM' || command?.startsWith('AUTH') === true;
  const permanent = responseCode !== undefined && responseCode >= 500 && !ours;
  const duringMail = code === 'EENVELOPE' || code === 'EMESSAGE';
  return { state: permanent && duringMail ? 'refused' : 'deferred', reason };
}

/** The server's words where it said any (they begin with three digits), else what went wrong on the way to it. */
function reasonOf(error: unknown): string {
  if (!(error instanceof SmtpFailure)) return error instanceof Error ? error.message : String(error);
  const { response, code } = error.facts;
  return response ?? `${code ?? 'ERROR'} ${error.message}`;
}
