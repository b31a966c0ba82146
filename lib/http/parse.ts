import type { z } from 'zod';
import { AppError, type WrongField } from '../errors';

/** Named in one answer; who has more wrong than that hears of the rest next time. */
export const wrongFieldsMax = 50;

/**
 * Data that fits the schema, or an error that names every field that does not, in the order of the data.
 * @throws AppError `bad-request` with `fields`; `detail` holds the first one's `field` and `reason`, and how many `more` there are
 */
export function parse<S extends z.ZodType>(schema: S, data: unknown, place: 'body' | 'query'): z.output<S> {
  const unwritable = [...findUnwritable(data, [])];
  const result = schema.safeParse(data);
  if (result.success && unwritable.length === 0) return result.data;
  const issues = result.success ? [] : result.error.issues.flatMap(wrongFieldsOf);
  const reasons = new Map<string, string>();
  for (const { field, reason } of [...unwritable, ...issues]) {
    const name = field === '' ? place : field.slice(0, 200);
    if (!reasons.has(name) && reasons.size < wrongFieldsMax) reasons.set(name, reason);
  }
  const fields = [...reasons].map(([field, reason]) => ({ field, reason }));
  throw new AppError('bad-request', {
    detail: { ...fields[0], more: fields.length - 1 },
    fields,
    cause: result.error,
  });
}

/** A member that no schema knows is named itself, not what it stands in. */
function wrongFieldsOf(issue: z.core.$ZodIssue): WrongField[] {
  const names = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [key]) : [[]];
  return names.map((name) => ({
    field: [...issue.path, ...name].map(String).join('.'),
    reason: issue.code,
  }));
}

/**
 * Where texts stand that Postgres cannot hold (NUL) or UTF-8 cannot carry (a lone surrogate). Refused here once, so that none of
 * them becomes an error of ours further in.
 */
function* findUnwritable(value: unknown, path: readonly string[]): Generator<WrongField> {
  if (typeof value === 'string') {
    if (value.includes('\0') || !value.isWellFormed())
      yield { field: path.join('.'), reason: 'invalid_string' };
  } else if (typeof value === 'object' && value !== null && path.length <= depthMax) {
    for (const [name, inner] of Object.entries(value)) yield* findUnwritable(inner, [...path, name]);
  }
}

/** Deeper than any schema of ours reaches; what lies below is refused by its shape. */
const depthMax = 8;
