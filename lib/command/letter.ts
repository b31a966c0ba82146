import path from 'node:path';
import { parseAddress } from '../address/address';
import type { Addressee } from '../address/address-list';
import type { LetterMarks } from '../envelope-format/manifest-2';
import { readPlainText } from '../letter-text/read-plain-text';
import { writeHtml } from '../letter-text/write-html';
import { cleanTyped, unseenInside } from '../typed-text';
import { ClientError } from './client-error';

/** What a program sends, judged but not yet read from disk. */
export type Letter = {
  to: Addressee[];
  cc: Addressee[];
  bcc: Addressee[];
  subject: string;
  /** As it is sealed: HTML. */
  html: string;
  /** Paths, in order. */
  files: string[];
  /** One of the sender's addresses; its first one otherwise. */
  from?: string;
  /** Days it can be opened for; the server's usual ninety otherwise. */
  expiresInDays?: number;
  /** What it is marked with; none where it is absent. */
  marks?: LetterMarks;
};

const expiresInDaysMax = 365;

/** The days of `--expires-in-days` or of a table's column. @throws ClientError `usage` */
export function expiryOf(typed: string): number {
  const days = /^[1-9]\d{0,2}$/.test(typed.trim()) ? Number(typed) : Number.NaN;
  if (!(days <= expiresInDaysMax))
    throw new ClientError('usage', 'expiry-invalid', { max: expiresInDaysMax });
  return days;
}

const titleLettersMax = 200;

/**
 * Refuses what the server would refuse, before a byte travels.
 * @throws ClientError `usage`
 */
export function checkLetter(letter: Letter): void {
  const everybody = [...letter.to, ...letter.cc, ...letter.bcc];
  if (everybody.length === 0) throw new ClientError('usage', 'no-recipient');
  const known = new Set<string>();
  for (const { address } of everybody) {
    const normal = parseAddress(address);
    if (normal === null) throw noAddress(address);
    if (known.has(normal)) throw new ClientError('usage', 'named-twice', { address });
    known.add(normal);
  }
  if (cleanTyped(letter.subject) === '') throw new ClientError('usage', 'no-subject');
  if (letter.subject.length > titleLettersMax)
    throw new ClientError('usage', 'subject-too-long', { max: titleLettersMax });
  if (/[\p{Cc}\p{Cs}]/u.test(letter.subject)) throw new ClientError('usage', 'subject-control');
}

function noAddress(address: string): ClientError {
  const hidden = unseenInside(address);
  return hidden === null
    ? new ClientError('usage', 'address-invalid', { address }, { reason: 'address-invalid' })
    : new ClientError('usage', 'address-unseen', { address, ...hidden }, { reason: 'unseen-character' });
}

/** Plain text as the HTML of a message: its paragraphs, lines, blanks and columns, nothing else interpreted. */
export function textToHtml(text: string): string {
  return writeHtml(readPlainText(text));
}

const mediaTypes: Readonly<Record<string, string>> = {
  '.pdf': 'application/pdf',
  '.txt': 'text/plain',
  '.csv': 'text/csv',
  '.xml': 'application/xml',
  '.json': 'application/json',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.png': 'image/png',
  '.tif': 'image/tiff',
  '.tiff': 'image/tiff',
  '.dcm': 'application/dicom',
  '.hl7': 'x-application/hl7-v2+er7',
  '.zip': 'application/zip',
  '.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** The media type that stands in the manifest; readers do not trust it. */
export function mediaTypeOf(file: string): string {
  return mediaTypes[path.extname(file).toLowerCase()] ?? 'application/octet-stream';
}
