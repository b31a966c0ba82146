import type { z } from 'zod';
import { AppError } from '../errors';

/**
 * Data that fits the schema, or an error that names the first field that does not.
 * @throws AppError `bad-request` with `field` and `reason`
 */
export function parse<S extends z.ZodType>(schema: S, data: unknown, place: 'body' | 'query'): z.output<S> {
  const unwritable = findUnwritable(data, []);
  if (unwritable !== null) {
    throw new AppError('bad-request', { detail: { field: unwritable || place, reason: 'invalid_string' } });
  }
  const result = schema.safeParse(data);
  if (result.success) {
    return result.data;
  }
  const issue = result.error.issues[0];
  const unknownKeys = issue?.code === 'unrecognized_keys' ? issue.keys : [];
  const path = [...(issue?.path ?? []), ...unknownKeys.slice(0, 1)].map(String).join('.');
  throw new AppError('bad-request', {
    detail: { field: path === '' ? place : path.slice(0, 200), reason: issue?.code ?? 'invalid' },
    cause: result.error,
  });
}

/**
 * Where a text stands that Postgres cannot hold (NUL) or UTF-8 cannot carry (a lone surrogate); null where none does.
 * Refused here once, so that none of them becomes an error of ours further in.
 */
function findUnwritable(value: unknown, path: readonly string[]): string | null {
  if (typeof value === 'string') {
    return value.includes('\0') || !value.isWellFormed() ? path.join('.').slice(0, 200) : null;
  }
  if (typeof value !== 'object' || value === null || path.length > depthMax) return null;
  for (const [name, inner] of Object.entries(value)) {
    const found = findUnwritable(inner, [...path, name]);
    if (found !== null) return found;
  }
  return null;
}

/** Deeper than any schema of ours reaches; what lies below is refused by its shape. */
const depthMax = 8;
