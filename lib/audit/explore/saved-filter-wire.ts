/**
 * What travels about saved filters of the audit trail: GET and POST /api/audit/filters, PATCH and DELETE
 * /api/audit/filters/{id}.
 */
import { z } from 'zod';
import { auditEvents } from '../trail/event-names';

/** Presets of the time filter. */
export const periods = ['today', 'week', 'month', 'oneDay', 'all', 'custom'] as const;

/** A day or a minute as `<input type="date">` and `datetime-local` give them: local, without offset; or nothing. */
const localTime = z.string().regex(/^(\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?)?)?$/);

/** A filter as a person chose it: "today" stays today whenever it is applied. */
export const savedFilterChoice = z.strictObject({
  period: z.enum(periods),
  from: localTime,
  until: localTime,
  day: localTime,
  person: z.string().trim().max(320),
  envelope: z.string().trim().max(64),
  events: z.array(z.enum(auditEvents)).max(auditEvents.length),
});
export type SavedFilterChoice = z.infer<typeof savedFilterChoice>;

const name = z.string().trim().min(1).max(80);

/** POST → 201 SavedFilterItem */
export const createSavedFilterRequest = z.strictObject({
  name,
  shared: z.boolean(),
  choice: savedFilterChoice,
});
export type CreateSavedFilterRequest = z.infer<typeof createSavedFilterRequest>;

/** PATCH → 204; what is absent stays. */
export const changeSavedFilterRequest = z.strictObject({
  name: name.optional(),
  shared: z.boolean().optional(),
});
export type ChangeSavedFilterRequest = z.infer<typeof changeSavedFilterRequest>;

export const savedFilterParams = z.strictObject({ id: z.uuid() });

export const savedFilterItem = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  shared: z.boolean(),
  choice: savedFilterChoice,
  /** Null where it is the reader's own. */
  ownerName: z.string().nullable(),
  /** Whether the reader may rename, share or delete it. */
  changeable: z.boolean(),
});
export type SavedFilterItem = z.infer<typeof savedFilterItem>;

/** By name. */
export const savedFiltersAnswer = z.strictObject({ filters: z.array(savedFilterItem) });
export type SavedFiltersAnswer = z.infer<typeof savedFiltersAnswer>;
