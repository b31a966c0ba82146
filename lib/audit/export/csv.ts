import type { AuditItem } from '../explore/wire';

/** What a table of the trail says of each entry, in its order. */
export const tableColumns = [
  'id',
  'occurredAt',
  'event',
  'actorKind',
  'actorAddress',
  'recipientAddress',
  'envelopeId',
  'clientAddress',
  'clientAgent',
  'detail',
] as const satisfies readonly (keyof AuditItem)[];

/** A byte order mark, because spreadsheets otherwise read UTF-8 as their own code page, then the names of the columns. */
export const csvHeader = `\uFEFF${tableColumns.join(',')}\r\n`;

/** One entry as one record (RFC 4180): CRLF, quotes doubled, every field safe against formulas. */
export function csvLine(item: AuditItem): string {
  return `${tableColumns.map((column) => csvField(asText(item[column]))).join(',')}\r\n`;
}

/**
 * A field that no spreadsheet computes: what begins like a formula (=, +, -, @, their full-width forms, a tab or line break
 * before them) gets an apostrophe in front, which spreadsheets take for "this is text" (OWASP, CSV injection). So does what
 * follows a semicolon, tab or line break: a French spreadsheet ends a cell there, whatever the quotes say.
 */
export function csvField(text: string, separator: ',' | ';' = ','): string {
  const cells = text.replace(/([;\t\r\n])(?=[\s\p{Cf}\0]*[=+\-@＝＋－＠|%])/gu, "$1'");
  const safe =
    /^[\s\p{Cf}\0]*[=+\-@＝＋－＠|%]/u.test(cells) || /^[\t\r\n\0]/.test(cells) ? `'${cells}` : cells;
  return /["\r\n']/.test(safe) || safe.includes(separator) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function asText(value: AuditItem[keyof AuditItem]): string {
  if (value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
