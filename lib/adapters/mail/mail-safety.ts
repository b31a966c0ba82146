import { parseAddress } from '../../address/address';
import type { Mail } from '../../ports/mailer';

const messageIdShape = /^<[!-;=?A-~]+@[!-;=?A-~]+>$/;
const headerName = /^[A-Za-z][A-Za-z0-9-]*$/;
const controlCharacter = /\p{Cc}/u;

/**
 * Why a mail must not be handed to anything that writes headers (RFC 5322, section 2.2), or null when it is safe:
 * no control character (so no CR, LF or NUL) in any header value, and on each side an address as the judge of addresses
 * gives it, so that what was accepted anywhere in Pli is never refused here.
 */
export function unsafeMailReason(mail: Mail): string | null {
  if (!messageIdShape.test(mail.messageId)) return 'Message-ID is not of the form <id@host>';
  if (parseAddress(mail.to) !== mail.to) return 'recipient is not one plain address';
  if (parseAddress(mail.from.address) !== mail.from.address) return 'sender is not one plain address';
  if (controlCharacter.test(mail.from.name)) return 'control character in the sender name';
  if (controlCharacter.test(mail.subject)) return 'control character in the subject';
  for (const [name, value] of Object.entries(mail.headers ?? {})) {
    if (!headerName.test(name)) return 'header name is not allowed';
    if (controlCharacter.test(value)) return `control character in header ${name}`;
  }
  return null;
}
