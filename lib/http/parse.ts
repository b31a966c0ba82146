import type { z } from 'zod';
import { AppError } from '../errors';

/**
 * Data that fits the schema, or an error that names the first field that does not.
 * @throws AppError `bad-request` with `field` and `reason`
 */
export function parse<S extends z.ZodType>(schema: S, data: unknown, place: 'body' | 'query'): z.output<S> {
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
