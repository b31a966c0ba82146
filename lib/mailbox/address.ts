import { AppError } from '../errors';
import { assertNothingUnseen, cleanTyped } from '../typed-text';

/** RFC 5321, section 4.1.2, Dot-string, without `%` and `!`, which old mail systems read as a route to another host. */
const localPart = /^[a-z0-9#$&'*+/=?^_`{|}~-]+(?:\.[a-z0-9#$&'*+/=?^_`{|}~-]+)*$/;
/** Letters, marks, digits, hyphens and dots of any script: what an internationalised domain is typed in. */
const typedDomain = /^[\p{L}\p{M}\p{N}.-]+$/u;
const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** RFC 5321, sections 4.5.3.1.1 and 4.5.3.1.3 (a path of 256 octets holds an address of 254). */
const localOctetsMax = 64;
const addressOctetsMax = 254;

/**
 * The one form in which an address is stored and compared: lower case, the domain in A-labels (RFC 5891). Accepted is a
 * plain `local@domain` only: no quoted local part, comment, display name, address literal, route, control, space or
 * direction character, nothing that two programs could read as two different addresses. Runs in browser and server.
 * What cannot be seen at the edges is no part of it; inside, it is named.
 * @throws AppError `address-invalid` `unseen-character`
 */
export function normaliseAddress(typed: string): string {
  assertNothingUnseen(typed, 'address');
  const address = parseAddress(typed);
  if (address === null) throw new AppError('address-invalid', { detail: { address: shown(typed) } });
  return address;
}

/** The normalised address, or null where it is none. */
export function parseAddress(typed: string): string | null {
  const text = cleanTyped(typed);
  if (text.length > 2 * addressOctetsMax) return null;
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
