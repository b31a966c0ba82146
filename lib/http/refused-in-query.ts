import type { Locale } from '../access/actor';
import { AppError, type ErrorCode, errorStatus } from '../errors';
import { errorSentence } from './problem';

type Query = Readonly<Record<string, string | string[] | undefined>>;

/** A refusal that formRoute() handed to a page in its query, as the page shows it. */
export type RefusedForm = { sentence: string; code: ErrorCode; seconds: number | null };

/** The refusal in a page's query, or null. Whatever a stranger writes there becomes one of our own sentences or nothing. */
export function refusedInQuery(query: Query, locale: Locale): RefusedForm | null {
  const code = one(query.refused);
  if (code === null || !isErrorCode(code)) return null;
  const seconds = Number(one(query.seconds) ?? 'NaN');
  const character = /^U\+[0-9A-F]{4,6}$/.exec(one(query.character) ?? '')?.[0] ?? '';
  const kind = /^(space|zero|direction)$/.exec(one(query.kind) ?? '')?.[0] ?? 'other';
  const known = Number.isSafeInteger(seconds) && seconds > 0 && seconds <= 86_400 ? seconds : null;
  const detail = { character, kind, ...(known === null ? {} : { seconds: known }) };
  return { sentence: errorSentence(new AppError(code, { detail }), locale), code, seconds: known };
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorStatus, code);
}

function one(value: string | string[] | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
