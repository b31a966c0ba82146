/** One e-mail to one recipient. Header values are checked by the caller; the adapter refuses CR and LF in any of them. */
export type Mail = {
  /** `<id@host>`; the same on every try of the same mail (RFC 5322, section 3.6.4). */
  messageId: string;
  from: { address: string; name: string };
  to: string;
  subject: string;
  text: string;
  html: string;
  /** A person waits for it (a code): what can be given up without harm is given up soon. */
  urgent?: boolean;
  /** Further headers, e.g. Auto-Submitted (RFC 3834). */
  headers?: Readonly<Record<string, string>>;
};

export type MailOutcome =
  | { state: 'accepted'; reply: string }
  /** 4xx, no connection, time-out before the mail was handed over whole: worth another try, and no second copy comes of it. */
  | { state: 'deferred'; reason: string }
  /** 5xx: the address or the mail is refused for good. */
  | { state: 'refused'; reason: string }
  /** Handed over whole, and then nothing was heard: perhaps delivered. Trying again at once may make a second copy. */
  | { state: 'unconfirmed'; reason: string };

/** Hands mails to an SMTP server, or to the catcher. Every adapter passes test/contract/mailer.contract.ts. */
export interface Mailer {
  send(mail: Mail): Promise<MailOutcome>;
  /** Whether the server answers; never throws. */
  ready(): Promise<{ ok: true } | { ok: false; reason: string }>;
  /** Gives idle connections back; the mailer sends nothing after it. */
  close(): void;
}
