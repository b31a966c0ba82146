import canonicalize from 'canonicalize';
import type { z } from 'zod';
import { type Bytes, equalBytes } from './bytes';
import { FormatError, type FormatErrorCode } from './format-error';

/** UTF-8 bytes of the canonical form (RFC 8785) of plain data. */
export function encodeCanonicalJson(value: object): Bytes {
  const json = canonicalize(value);
  if (json === undefined) throw new TypeError('not representable as JSON');
  return new TextEncoder().encode(json);
}

/** A kind of document: the schema of each version this program knows, by number, and the code of a refusal. */
export type DocumentKind<T extends object> = {
  name: 'seal' | 'manifest' | 'addendum';
  versions: ReadonlyMap<number, z.ZodType<T>>;
  code: FormatErrorCode;
};

/**
 * Reads a document in whichever known version its member `format` names (`pli-<name>-<number>`), and exactly the canonical form:
 * UTF-8 without a mark, the shape of the version's schema, and not one byte that encoding the result would not give again (no
 * white space, no doubled or foreign member, no other spelling of a number).
 * @throws FormatError `format-newer` for a higher number than any known, else `code` of the kind
 */
export function parseDocument<T extends object>(bytes: Uint8Array, kind: DocumentKind<T>): T {
  const { name, versions, code } = kind;
  const value = parseJson(bytes, code);
  const number = versionOf(value, name);
  const schema = versions.get(number ?? 0);
  if (schema) return checkCanonical(bytes, value, schema, code);
  if (number !== null && number > Math.max(...versions.keys()))
    throw new FormatError('format-newer', `${name} ${number}`);
  throw new FormatError(code, 'another format');
}

/** The number in the member `format` of a document of that kind; null where it is none. */
export function versionOf(value: unknown, kind: string): number | null {
  if (typeof value !== 'object' || value === null || !('format' in value)) return null;
  const [, found, digits] = /^pli-([a-z-]+)-([1-9]\d{0,3})$/.exec(String(value.format)) ?? [];
  return found === kind && digits !== undefined ? Number(digits) : null;
}

function parseJson(bytes: Uint8Array, code: FormatErrorCode): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (cause) {
    throw new FormatError(code, 'not the JSON it should be', { cause });
  }
}

function checkCanonical<T extends object>(
  bytes: Uint8Array,
  value: unknown,
  schema: z.ZodType<T>,
  code: FormatErrorCode,
): T {
  try {
    const document = schema.parse(value);
    if (equalBytes(encodeCanonicalJson(document), bytes)) return document;
  } catch (cause) {
    throw new FormatError(code, 'not the document it should be', { cause });
  }
  throw new FormatError(code, 'not in canonical form');
}
