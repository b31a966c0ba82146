import 'server-only';
import type { Config } from '../config';
import { oneLine } from '../one-line';
import type { Mail } from '../ports/mailer';
import { type MailContent, renderHtml, renderText } from './mail-layout';
import { mailTranslator } from './mail-translator';

/**
 * Any mail of Pli: text and HTML of the same content, one-line headers, and the headers of a machine's mail: RFC 3834
 * `Auto-Submitted`, and what keeps Exchange's and others' out-of-office replies away.
 */
export function composePliMail(
  config: Pick<Config, 'mail' | 'publicUrl' | 'supportUrl'>,
  mail: { messageId: string; to: string; subject: string; content: Omit<MailContent, 'helpUrl'> },
): Mail {
  const t = mailTranslator(mail.content.locale);
  const content = { ...mail.content, helpUrl: config.supportUrl ?? `${config.publicUrl}/help` };
  return {
    messageId: mail.messageId,
    from: { address: config.mail.from.address, name: oneLine(config.mail.from.name, 80) },
    to: mail.to,
    subject: oneLine(mail.subject, 200),
    text: renderText(content, t),
    html: renderHtml(content, t),
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'Content-Language': mail.content.locale,
    },
  };
}
