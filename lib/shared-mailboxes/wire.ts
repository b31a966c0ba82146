/** What travels about shared mailboxes between their page and the server. Failures are problem+json (lib/http/problem.ts). */
import { z } from 'zod';
import { cleanTyped } from '../typed-text';

const time = z.iso.datetime();
const address = z.string().overwrite(cleanTyped).min(3).max(320);
const name = z.string().trim().min(1).max(200);

/** What may be done in a mailbox: see what lies in it, write from it, decide who else may. */
export const mailboxRight = z.enum(['read', 'send', 'manage']);

/** POST /api/shared-mailboxes/search: by name, 50 a page, where each word stands in name or address; POST, so that no name stands in a URL. */
export const searchSharedMailboxesRequest = z.strictObject({
  search: z.string().max(200).optional(),
  cursor: z.uuid().optional(),
});

/** POST /api/shared-mailboxes (administrator) 201 */
export const createSharedMailboxRequest = z.strictObject({ name, address });

/** PATCH /api/shared-mailboxes/{id} (administrator) — another name, or an address more. 204 */
export const changeSharedMailboxRequest = z.strictObject({
  name: name.optional(),
  address: address.optional(),
});

/** GET /api/shared-mailboxes/{id}/members?cursor=… — by e-mail, 50 a page */
export const mailboxMembersQuery = z.strictObject({ cursor: z.uuid().optional() });

/** POST /api/shared-mailboxes/{id}/rights — all that the person at this address may do there from now on; none: nothing any more. 204 */
export const setMailboxRightsRequest = z.strictObject({
  email: address,
  rights: z.array(mailboxRight).max(3),
});

/** POST /api/shared-mailboxes/{id}/close: no body, 204 */

const sharedMailbox = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  /** The first is the one it writes from by itself. */
  addresses: z.array(z.string()),
  closedAt: time.nullable(),
  /** People with an open account who may do anything there now. */
  members: z.int().min(0),
});
export type SharedMailboxItem = z.infer<typeof sharedMailbox>;

export const sharedMailboxesAnswer = z.strictObject({
  mailboxes: z.array(sharedMailbox),
  nextCursor: z.uuid().nullable(),
});
export type SharedMailboxesAnswer = z.infer<typeof sharedMailboxesAnswer>;

export const createSharedMailboxAnswer = z.strictObject({ id: z.uuid() });
export type CreateSharedMailboxAnswer = z.infer<typeof createSharedMailboxAnswer>;

const mailboxMember = z.strictObject({
  id: z.uuid(),
  email: z.string(),
  displayName: z.string(),
  rights: z.array(mailboxRight),
});
export type MailboxMemberItem = z.infer<typeof mailboxMember>;

export const mailboxMembersAnswer = z.strictObject({
  members: z.array(mailboxMember),
  nextCursor: z.uuid().nullable(),
});
export type MailboxMembersAnswer = z.infer<typeof mailboxMembersAnswer>;
