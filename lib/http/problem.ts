import { createTranslator } from 'use-intl/core';
import en from '../../messages/en/errors.json';
import fr from '../../messages/fr/errors.json';
import type { Locale } from '../access/actor';
import { isDatabaseAway, isDatabaseFull } from '../db/database-away';
import { AppError, type ErrorCode, errorStatus, type WrongField } from '../errors';
import { formatBytes } from '../i18n/format-bytes';
import { SealedRowChanged } from '../sealed-rows/assert-agrees';
import { LogBroken } from '../transparency-log/log-broken';

/** What a failed request answers: RFC 9457, `application/problem+json`. */
export type Problem = {
  /** `urn:pli:problem:<code>` */
  type: string;
  /** One sentence for a person, in her language. */
  title: string;
  status: number;
  code: ErrorCode;
  /** For a program: what was wrong where; never internals. */
  detail?: string;
  /** Every field that was wrong (RFC 9457, section 3.2, gives such a member as its example). */
  errors?: readonly WrongField[];
  /** What the sentence was made with (numbers, names of fields). */
  values: Readonly<Record<string, string | number>>;
  requestId: string;
};

const catalogues = { fr, en };

/** The sentence of an error in a language. */
export function errorSentence(error: AppError, locale: Locale): string {
  const catalogue: Record<ErrorCode, string> = catalogues[locale];
  const translate = createTranslator({ locale, messages: catalogue });
  const values = { seconds: 60, field: '', more: 0, max: 20, whose: 'member', ...error.detail };
  return translate(error.code, { ...noSizes, ...values, ...sizesOf(error.detail, locale) });
}

const noSizes = { sizeMax: '', sizeUsed: '', sizeNeeded: '' };

/** What a sentence says of `bytesMax` and the like, as `sizeMax`; what is needed is rounded up, all else down. */
function sizesOf(detail: AppError['detail'], locale: Locale): Record<string, string> {
  const sizes = Object.entries(detail).flatMap(([name, bytes]) =>
    name.startsWith('bytes') && typeof bytes === 'number'
      ? [
          [
            name.replace('bytes', 'size'),
            formatBytes(Math.max(0, bytes), locale, name === 'bytesNeeded' ? 'up' : 'down'),
          ] as const,
        ]
      : [],
  );
  return Object.fromEntries(sizes);
}

/** An expected failure that is part of an answer: its code, and its sentence in a language. */
export function refusalIn(error: AppError, locale: Locale): Pick<Problem, 'code' | 'title'> {
  return { code: error.code, title: errorSentence(error, locale) };
}

/** The expected failure behind anything that was thrown: itself, the database being away or its disk full, the log broken, or `internal`. */
export function asAppError(error: unknown): AppError {
  if (error instanceof AppError) {
    return error;
  }
  if (error instanceof SealedRowChanged) return new AppError('sealed-row-changed', { cause: error });
  if (error instanceof LogBroken) return new AppError('log-broken', { cause: error });
  if (isDatabaseFull(error)) return new AppError('storage-full', { cause: error });
  return new AppError(isDatabaseAway(error) ? 'database-unavailable' : 'internal', { cause: error });
}

/** Serialises an error; the only place where errors become answers. */
export function problemResponse(error: AppError, locale: Locale, requestId: string): Response {
  const { field, reason, seconds } = error.detail;
  const fields =
    error.fields.length > 0 || field === undefined
      ? error.fields
      : [{ field: String(field), reason: String(reason ?? 'invalid') }];
  const problem: Problem = {
    type: `urn:pli:problem:${error.code}`,
    title: errorSentence(error, locale),
    status: errorStatus[error.code],
    code: error.code,
    ...(fields.length === 0
      ? {}
      : { detail: fields.map((one) => `${one.field}: ${one.reason}`).join('; '), errors: fields }),
    values: error.detail,
    requestId,
  };
  const headers = new Headers({ 'content-type': 'application/problem+json' });
  if (seconds !== undefined) {
    headers.set('retry-after', String(seconds));
  }
  // RFC 6750, section 3.1
  if (error.code === 'token-refused') headers.set('www-authenticate', 'Bearer error="invalid_token"');
  if (error.code === 'scope-missing') headers.set('www-authenticate', 'Bearer error="insufficient_scope"');
  return new Response(JSON.stringify(problem), { status: problem.status, headers });
}
