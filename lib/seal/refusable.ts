import { AppError, errorStatus } from '../errors';

/** What was refused because of one letter alone (not found, incomplete, a wrong address), as a value; anything else is thrown on. */
export async function refusable<T>(work: () => Promise<T>): Promise<T | AppError> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AppError && errorStatus[error.code] < 500) return error;
    throw error;
  }
}
