import 'server-only';
import { codeLinkSecret, openSecret } from '../auth/one-time-secret';
import type { Jobs } from '../ports/queue';
import type { Services } from '../services';
import { messageIdOf } from './message-id';
import { writeCodeMail } from './write-code-mail';

/**
 * Mails a one-time code or a password link, unless it has been used or has expired meanwhile.
 * @throws Error when the mail should be tried again
 */
export async function sendCode(
  services: Pick<Services, 'db' | 'config' | 'keys' | 'mailer' | 'clock' | 'log'>,
  { codeId, sealedSecret, locale }: Jobs['send-code'],
): Promise<void> {
  const code = await services.db.oneTimeCode.findUnique({ where: { id: codeId } });
  if (code === null || code.usedAt !== null || code.expiresAt <= services.clock.now()) return;
  const outcome = await services.mailer.send({
    ...writeCodeMail(services.config, {
      messageId: messageIdOf(services.config.mail, 'code', code.id),
      codeId,
      locale,
      to: code.address,
      purpose: code.purpose,
      secret: openSecret(services.keys, codeId, sealedSecret),
      link: await linkOf(services, code),
      expiresAt: code.expiresAt,
    }),
    urgent: true,
  });
  if (outcome.state === 'deferred') throw new Error(outcome.reason);
  // Perhaps delivered: another copy of the same code helps nobody, and who waits can ask for a fresh one.
  if (outcome.state === 'refused' || outcome.state === 'unconfirmed')
    services.log.warn({ codeId, reason: outcome.reason }, `code mail: ${outcome.state}`);
}

/** The link that moves the code to another browser; only a guest's code has one. */
async function linkOf(
  { db, config, keys }: Pick<Services, 'db' | 'config' | 'keys'>,
  code: { id: string; recipientId: string | null },
): Promise<string | undefined> {
  if (code.recipientId === null) return undefined;
  const recipient = await db.recipient.findUnique({
    where: { id: code.recipientId },
    select: { reference: true },
  });
  if (recipient === null) return undefined;
  // In the fragment: it reaches no server log and no Referer header.
  return `${config.publicUrl}/e/${recipient.reference}/code#${code.id}.${codeLinkSecret(keys, code.id)}`;
}
