/** What travels about how long letters are kept: one schema for server, form and the description of the HTTP API. */
import { z } from 'zod';

const uuid = z.uuid().regex(/^[0-9a-f-]+$/);

/** POST /api/holds (administrator) */
export const setHoldRequest = z.strictObject({
  envelopeId: uuid,
  /** Everybody concerned reads it; never in the audit trail. */
  why: z.string().trim().min(1).max(300),
});
export type SetHoldRequest = z.infer<typeof setHoldRequest>;

export const setHoldAnswer = z.strictObject({ holdId: z.uuid() });

/** Path of a hold: DELETE /api/holds/{id} lifts it. */
export const holdParams = z.strictObject({ id: uuid });
