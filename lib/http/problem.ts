import { createTranslator } from 'use-intl/core';
import en from '../../messages/en/errors.json';
import fr from '../../messages/fr/errors.json';
import type { Locale } from '../access/actor';
import { isDatabaseAway } from '../db/database-away';
import { AppError, type ErrorCode, errorStatus } from '../errors';

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
  /** What the sentence was made with (numbers, names of fields). */
  values: Readonly<Record<string, string | number>>;
  requestId: string;
};

const catalogues = { fr, en };

/** The sentence of an error in a language. */
export function errorSentence(error: AppError, locale: Locale): string {
  const catalogue: Record<ErrorCode, string> = catalogues[locale];
  const translate = createTranslator({ locale, messages: catalogue });
  return translate(error.code, { seconds: 60, field: '', max: 20, ...error.detail });
}

/** The expected failure behind anything that was thrown: itself, the database being away, or `internal`. */
export function asAppError(error: unknown): AppError {
  if (error instanceof AppError) {
    return error;
  }
  return new AppError(isDatabaseAway(error) ? 'database-unavailable' : 'internal', { cause: error });
}

/** Serialises an error; the only place where errors become answers. */
export function problemResponse(error: AppError, locale: Locale, requestId: string): Response {
  const { field, reason, seconds } = error.detail;
  const problem: Problem = {
    type: `urn:pli:problem:${error.code}`,
    title: errorSentence(error, locale),
    status: errorStatus[error.code],
    code: error.code,
    ...(field === undefined ? {} : { detail: `${field}: ${reason ?? 'invalid'}` }),
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
