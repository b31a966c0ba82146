/** What travels about an organisation's settings. */
import { z } from 'zod';

/** No organisation prunes what happened within the last month; the database refuses less. */
export const auditRetentionDaysMin = 30;

/** PATCH /api/organisation (administrator) → 204 */
export const changeOrganisationRequest = z.strictObject({
  titleInNotification: z.boolean().optional(),
  locale: z.enum(['fr', 'en']).optional(),
  /** Days after which entries of the audit trail are pruned; null: never. */
  auditRetentionDays: z.number().int().min(auditRetentionDaysMin).max(36_500).nullable().optional(),
});
export type ChangeOrganisationRequest = z.infer<typeof changeOrganisationRequest>;

export type OrganisationSettings = {
  name: string;
  domains: string[];
  /** Default language of notifications. */
  locale: 'fr' | 'en';
  titleInNotification: boolean;
  /** Null: the audit trail is kept for ever. */
  auditRetentionDays: number | null;
};
