import 'server-only';
import { createTransport } from 'nodemailer';
import { parseConnectionUrl } from 'nodemailer/lib/shared/index.js';
import type { Mail, Mailer, MailOutcome } from '../../ports/mailer';
import { unsafeMailReason } from './mail-safety';

/** `milliseconds` bounds each step; a whole send ends within about `sendMax`, whatever the server does. */
export type SmtpMailerOptions = {
  /** `smtp://` (STARTTLS when offered, always with `?requireTLS=true`) or `smtps://`, with user and password if needed. */
  url: string;
  dkim: { domain: string; selector: string; privateKeyPem: string } | null;
  milliseconds?: { connect: number; greeting: number; silence: number; sendMax: number };
};

/** What nodemailer puts on an error beside its message. */
type SmtpFailure = {
  code?: string;
  command?: string;
  response?: string;
  responseCode?: number;
  message: string;
};

/**
 * SMTP (RFC 5321) over a pool of at most five connections. TLS certificates are verified.
 * A connection that breaks never leads to a silent second try: the outcome is `deferred` and the caller decides.
 */
export function createSmtpMailer(options: SmtpMailerOptions): Mailer {
  const limit = options.milliseconds ?? { connect: 8_000, greeting: 8_000, silence: 15_000, sendMax: 30_000 };
  const transport = createTransport({
    // Parsed here: createTransport ignores every other option when it is given a `url`.
    ...parseConnectionUrl(options.url),
    pool: true,
    maxConnections: 5,
    // nodemailer's default is to send a mail again, without end, when the connection closes before the reply.
    ...{ maxRequeues: 0 },
    connectionTimeout: limit.connect,
    greetingTimeout: limit.greeting,
    socketTimeout: limit.silence,
    dnsTimeout: limit.connect,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(options.dkim && {
      dkim: {
        domainName: options.dkim.domain,
        keySelector: options.dkim.selector,
        privateKey: options.dkim.privateKeyPem,
      },
    }),
  });

  return {
    async send(mail) {
      const unsafe = unsafeMailReason(mail);
      if (unsafe !== null) return { state: 'refused', reason: unsafe };
      try {
        const sent = await withinMilliseconds(limit.sendMax, transport.sendMail(composeMail(mail)));
        return { state: 'accepted', reply: sent.response };
      } catch (error) {
        return outcomeOf(error);
      }
    },

    async ready() {
      try {
        await withinMilliseconds(limit.sendMax, transport.verify());
        return { ok: true };
      } catch (error) {
        return { ok: false, reason: reasonOf(asFailure(error)) };
      }
    },

    close: () => transport.close(),
  };
}

/** The mail as nodemailer takes it: addresses as objects, and an envelope of its own, so that no address list is parsed. */
export function composeMail(mail: Mail) {
  return {
    envelope: { from: mail.from.address, to: [mail.to] },
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

function outcomeOf(error: unknown): MailOutcome {
  const failure = asFailure(error);
  // 5xx to our own credentials or to our own address says nothing about the recipient: an operator mends that.
  const ours =
    failure.code === 'EAUTH' ||
    failure.command === 'MAIL FROM' ||
    failure.command?.startsWith('AUTH') === true;
  const permanent = failure.responseCode !== undefined && failure.responseCode >= 500 && !ours;
  const duringMail = failure.code === 'EENVELOPE' || failure.code === 'EMESSAGE';
  return { state: permanent && duringMail ? 'refused' : 'deferred', reason: reasonOf(failure) };
}

/** The server's words where it said any (they begin with three digits), else what went wrong on the way to it. */
function reasonOf(failure: SmtpFailure): string {
  return failure.response ?? `${failure.code ?? 'ERROR'} ${failure.message}`;
}

function asFailure(error: unknown): SmtpFailure {
  // nodemailer adds these optional fields to its Error objects; its types do not say so.
  return error instanceof Error ? (error as Error & SmtpFailure) : { message: String(error) };
}

async function withinMilliseconds<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no end after ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
