import { z } from 'zod';

/** What a part of an envelope is. */
export const partKind = z.enum(['manifest', 'body', 'attachment', 'original']);
export type PartKind = z.infer<typeof partKind>;
