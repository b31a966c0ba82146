import { AppError } from '../errors';
import { assertNothingUnseen, cleanTyped, unseenInside } from '../typed-text';

/**
 * RFC 5321, section 4.1.2, Dot-string, without `%` and `!`, which old mail systems read as a route to another host, and
 * without a leading `-`, which mail servers refuse because programs read it as an option (Postfix: `allow_min_user`).
 */
const localPart = /^(?!-)[a-z0-9#$&'*+/=?^_`{|}~-]+(?:\.[a-z0-9#$&'*+/=?^_`{|}~-]+)*$/;
/** Letters, marks, digits, hyphens and dots of any script: what an internationalised domain is typed in. */
const typedDomain = /^[\p{L}\p{M}\p{N}.-]+$/u;
const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** RFC 5321, sections 4.5.3.1.1 and 4.5.3.1.3 (a path of 256 octets holds an address of 254). */
const localOctetsMax = 64;
const addressOctetsMax = 254;

/**
 * The judge of addresses, for page, API, command, mailer, members and settings (docs/decisions/0016-addresses.md). Gives
 * the one form in which an address is stored and compared: lower case, the domain in A-labels (RFC 5891). Accepted is a
 * plain `local@domain` only: no quoted local part, comment, display name, address literal, route, space or invisible
 * character, nothing outside ASCII before the @ (SMTPUTF8), nothing that two programs could read as two different
 * addresses. Invisible characters around it are forgiven. Runs in browser and server.
 * @throws AppError `address-invalid`, `unseen-character`
 */
export function normaliseAddress(typed: string): string {
  assertNothingUnseen(typed, 'address');
  const address = parseAddress(typed);
  if (address !== null) return address;
  throw new AppError('address-invalid', { detail: { address: shown(typed) } });
}

/** The normalised address, or null where it is none: the judge's verdict as data. */
export function parseAddress(typed: string): string | null {
  const text = cleanTyped(typed);
  // UTS #46 would drop some of them from a domain without a word
  if (text.length > 2 * addressOctetsMax || unseenInside(text) !== null) return null;
  const at = text.indexOf('@');
  if (at < 1 || at !== text.lastIndexOf('@')) return null;
  const local = text.slice(0, at).toLowerCase();
  const domain = toDomain(text.slice(at + 1));
  if (domain === null || local.length > localOctetsMax || !localPart.test(local)) return null;
  const address = `${local}@${domain}`;
  return address.length <= addressOctetsMax ? address : null;
}

function toDomain(typed: string): string | null {
  // compatibility forms (full-width letters, ligatures) look like one domain and mean another
  if (!typedDomain.test(typed) || typed.normalize('NFC') !== typed.normalize('NFKC')) return null;
  const domain = toAscii(typed);
  const labels = domain?.split('.') ?? [];
  const top = labels.at(-1) ?? '';
  if (domain === null || labels.length < 2 || !labels.every((part) => label.test(part))) return null;
  return /^[0-9]+$/.test(top) ? null : domain;
}

/** UTS #46 by the URL parser, which browsers and Node share; ASCII domains are only lower-cased. */
function toAscii(typed: string): string | null {
  const lower = typed.toLowerCase();
  if (/^[a-z0-9.-]+$/.test(lower) && !/(^|\.)xn--/.test(lower)) return lower;
  try {
    return new URL(`http://${typed.normalize('NFC')}/`).hostname;
  } catch {
    return null;
  }
}

/** What was typed, fit for a message: short, and without characters that change how the rest of it reads. */
function shown(typed: string): string {
  return typed.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '�').slice(0, 100);
}
