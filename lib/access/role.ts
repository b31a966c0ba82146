import { z } from 'zod';

/** What a member of an organisation is there (lib/access/policy.ts says what each may do). */
export const role = z.enum(['member', 'administrator', 'auditor']);
export type Role = z.infer<typeof role>;
