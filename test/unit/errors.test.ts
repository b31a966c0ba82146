import { expect, test, vi } from 'vitest';
import { AppError } from '../../lib/errors';

test('an error made by another copy of the module is recognised', async () => {
  vi.resetModules();
  const other = await import('../../lib/errors');
  expect(other.AppError).not.toBe(AppError);
  expect(new other.AppError('conflict')).toBeInstanceOf(AppError);
  expect(new Error('conflict')).not.toBeInstanceOf(AppError);
});
