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

/**
 * Reads exactly the canonical form: UTF-8 without a mark, the shape of `schema`, and not one byte that encoding the
 * result would not give again (no white space, no doubled or foreign member, no other spelling of a number).
 * @throws FormatError with `code`
 */
export function parseCanonicalJson<T extends object>(
  bytes: Uint8Array,
  schema: z.ZodType<T>,
  code: FormatErrorCode,
): T {
  let value: T;
  try {
    value = schema.parse(
      JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)),
    );
  } catch (cause) {
    throw new FormatError(code, 'not the JSON it should be', { cause });
  }
  if (!equalBytes(encodeCanonicalJson(value), bytes)) throw new FormatError(code, 'not in canonical form');
  return value;
}
