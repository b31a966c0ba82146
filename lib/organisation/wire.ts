/** What travels about an organisation's settings. */
import { z } from 'zod';
import { idleLockMinutes } from '../auth/session-times';
import type { Quota } from '../quota/limits';
import { takeBackSecondsMax } from '../release-time';

/** No organisation prunes what happened within the last month; the database refuses less. */
export const auditRetentionDaysMin = 30;

/** 1 PiB. */
const quotaBytesMax = 1_125_899_906_842_624;

/** PATCH /api/organisation (administrator) → 204 */
export const changeOrganisationRequest = z.strictObject({
  titleInNotification: z.boolean().optional(),
  locale: z.enum(['fr', 'en']).optional(),
  /** Seconds in which a sender may take a letter back; 0: letters go out at once. */
  takeBackSeconds: z.number().int().min(0).max(takeBackSecondsMax).optional(),
  /** Days after which entries of the audit trail are pruned; null: never. */
  auditRetentionDays: z.number().int().min(auditRetentionDaysMin).max(36_500).nullable().optional(),
  /** Minutes of rest after which its people prove themselves again. */
  idleLockMinutes: z.number().int().min(idleLockMinutes.min).max(idleLockMinutes.max).optional(),
  /** How long copies of letters are kept (docs/retention.md). 0: until the letter's date; null: for ever. */
  letterRetentionDays: z.number().int().min(0).max(36_500).nullable().optional(),
  /** Bytes that all letters and drafts may store; null, and more than the settings allow: what they allow. */
  storedBytesMax: z.number().int().min(1).max(quotaBytesMax).nullable().optional(),
  /** Bytes that letters and drafts of each member may store; null: as the settings say. */
  memberBytesMax: z.number().int().min(1).max(quotaBytesMax).nullable().optional(),
});
export type ChangeOrganisationRequest = z.infer<typeof changeOrganisationRequest>;

export type OrganisationSettings = {
  name: string;
  domains: string[];
  /** Default language of notifications. */
  locale: 'fr' | 'en';
  titleInNotification: boolean;
  takeBackSeconds: number;
  /** Null: the audit trail is kept for ever. */
  auditRetentionDays: number | null;
  idleLockMinutes: number;
  /** 0: copies end with the letter's date; null: they are kept for ever. */
  letterRetentionDays: number | null;
  /** What the organisation set itself; null: nothing. */
  storedBytesMax: number | null;
  memberBytesMax: number | null;
  /** What holds where it set nothing; it may set no more than the first. */
  quotaDefaults: { organisation: number; member: number };
  /** What all its letters and drafts store now, and may. */
  quota: Quota;
};
