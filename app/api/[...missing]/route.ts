import { AppError } from '@/lib/errors';
import { route } from '@/lib/http/route';

const missing = route({ access: 'anyone' }, () => Promise.reject(new AppError('not-found')));

/** What is no route answers like what one may not see: problem+json, 404. */
export { missing as DELETE, missing as GET, missing as PATCH, missing as POST, missing as PUT };
