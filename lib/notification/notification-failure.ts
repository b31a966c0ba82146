/** Why a notification did not go out; the words stand in messages/<locale>/failures.json. */
export const notificationFailureCodes = [
  'refused',
  'deferred',
  'unreachable',
  'given-up',
  'expired',
  'perhaps-delivered',
] as const;
export type NotificationFailureCode = (typeof notificationFailureCodes)[number];
/** `reply` is the mail server's own words, empty where it said none. */
export type NotificationFailure = { code: NotificationFailureCode; reply: string };

const replyCharactersMax = 300;

/**
 * What a mailer's reason means to the sender. A reason that begins with an SMTP reply code (RFC 5321, section 4.2) is
 * the server's answer; anything else is an internal of ours and is not shown.
 */
export function failureOf(code: 'refused' | 'deferred' | 'given-up', reason: string): NotificationFailure {
  const isReply = /^[245]\d\d[ -]/.test(reason);
  const reply = isReply ? reason.replace(/\s+/g, ' ').slice(0, replyCharactersMax) : '';
  return { code: code === 'deferred' && !isReply ? 'unreachable' : code, reply };
}

/** As it is stored in `recipients.notification_failure`. */
export function formatNotificationFailure(failure: NotificationFailure): string {
  return failure.reply === '' ? failure.code : `${failure.code}: ${failure.reply}`;
}

/** What is stored, read back; null where nothing is. */
export function parseNotificationFailure(stored: string | null): NotificationFailure | null {
  if (stored === null) return null;
  const [word = '', ...reply] = stored.split(': ');
  const code = notificationFailureCodes.find((known) => known === word) ?? 'given-up';
  return { code, reply: reply.join(': ') };
}
