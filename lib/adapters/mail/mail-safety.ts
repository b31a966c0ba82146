import type { Mail } from '../../ports/mailer';

/** One mailbox, without display name, quoting or list syntax: nothing a mail parser could read as two addresses. */
const plainAddress = /^[^\s<>"'(),:;\\[\]@\p{Cc}\p{Cf}]+@[^\s<>"'(),:;\\[\]@\p{Cc}\p{Cf}]+$/u;
const messageIdShape = /^<[!-;=?A-~]+@[!-;=?A-~]+>$/;
const headerName = /^[A-Za-z][A-Za-z0-9-]*$/;
const controlCharacter = /\p{Cc}/u;

/**
 * Why a mail must not be handed to anything that writes headers (RFC 5322, section 2.2), or null when it is safe:
 * no control character (so no CR, LF or NUL) in any header value, and exactly one plain address on each side.
 */
export function unsafeMailReason(mail: Mail): string | null {
  if (!messageIdShape.test(mail.messageId)) return 'Message-ID is not of the form <id@host>';
  if (!plainAddress.test(mail.to)) return 'recipient is not one plain address';
  if (!plainAddress.test(mail.from.address)) return 'sender is not one plain address';
  if (controlCharacter.test(mail.from.name)) return 'control character in the sender name';
  if (controlCharacter.test(mail.subject)) return 'control character in the subject';
  for (const [name, value] of Object.entries(mail.headers ?? {})) {
    if (!headerName.test(name)) return 'header name is not allowed';
    if (controlCharacter.test(value)) return `control character in header ${name}`;
  }
  return null;
}
