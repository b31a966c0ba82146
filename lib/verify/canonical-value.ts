import { jcs } from '../audit-format/commitments';

/** A member that most values are made of: a plain name, and a string of ASCII without escapes, or a scalar. */
const plainMember = /"[A-Za-z]+":(?:"[ !#-[\]-~]*"|null|true|false|0|-?[1-9]\d{0,14})/y;
/** The same with strings of any characters, escaped as RFC 8785 (section 3.2.2.2) has it; their UTF-8 is looked at apart. */
const member =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what no JSON string holds unescaped
  /"[A-Za-z]+":"(?:[^"\\\u0000-\u001f]|\\["\\bfnrt]|\\u00(?:0[0-7bef]|1[0-9a-f]))*"/y;

/**
 * Whether the bytes of a value are JSON in the one spelling of RFC 8785: no member twice, none out of its order, no second spelling
 * of a string or number. Two programs then read the same from it. Values of one level, which nearly all are, are judged in
 * place; others by the general encoder.
 */
export function isCanonicalValue(bytes: Uint8Array, text: string, start: number, end: number): boolean {
  if (text.startsWith('null', start) && end === start + 4) return true;
  return isFlatObject(bytes, text, start, end) || isCanonicalJson(bytes.subarray(start, end));
}

function isFlatObject(bytes: Uint8Array, text: string, start: number, end: number): boolean {
  if (bytes[start] !== openBrace || bytes[end - 1] !== closeBrace) return false;
  if (end === start + 2) return true;
  let isAscii = true;
  for (let at = start + 1, before = -1; ; ) {
    if (before >= 0 && !comesAfter(bytes, before, at)) return false;
    before = at;
    plainMember.lastIndex = at;
    if (plainMember.test(text)) at = plainMember.lastIndex;
    else {
      member.lastIndex = at;
      if (!member.test(text)) return false;
      at = member.lastIndex;
      isAscii = false;
    }
    if (at === end - 1) return isAscii || isUtf8(bytes.subarray(start, end));
    if (at >= end || bytes[at] !== comma) return false;
    at += 1;
  }
}

const [openBrace, closeBrace, comma, quote] = [0x7b, 0x7d, 0x2c, 0x22];

/** Whether the name at `at` is greater than that at `before`; each begins and ends with a quote, which is less than any letter. */
function comesAfter(bytes: Uint8Array, before: number, at: number): boolean {
  for (let i = 1; ; i += 1) {
    const a = bytes[before + i] ?? 0;
    const b = bytes[at + i] ?? 0;
    if (a !== b) return a < b;
    if (a === quote || a === 0) return false;
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function isUtf8(bytes: Uint8Array): boolean {
  try {
    decoder.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function isCanonicalJson(bytes: Uint8Array): boolean {
  try {
    const text = decoder.decode(bytes);
    return jcs(JSON.parse(text)) === text;
  } catch {
    return false; // no JSON, or nested beyond all measure
  }
}
