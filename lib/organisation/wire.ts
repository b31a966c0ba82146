/** What travels about an organisation's settings. */
import { z } from 'zod';

/** PATCH /api/organisation (administrator) → 204 */
export const changeOrganisationRequest = z.strictObject({
  titleInNotification: z.boolean().optional(),
  locale: z.enum(['fr', 'en']).optional(),
});
export type ChangeOrganisationRequest = z.infer<typeof changeOrganisationRequest>;

export type OrganisationSettings = {
  name: string;
  domains: string[];
  /** Default language of notifications. */
  locale: 'fr' | 'en';
  titleInNotification: boolean;
};
