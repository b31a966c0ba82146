import { z } from 'zod';

/** GET /api/local-copy-key (people in a browser): 32 bytes, base64 */
export const localCopyKeyAnswer = z.strictObject({ key: z.base64() });
export type LocalCopyKeyAnswer = z.infer<typeof localCopyKeyAnswer>;
