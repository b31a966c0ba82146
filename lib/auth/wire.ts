/**
 * What travels between browser and server about people: one zod schema per request, shared by form and handler. The
 * answers stand in answers.ts. Times are RFC 3339 UTC. Failures are problem+json (lib/http/problem.ts).
 *
 * Signing in is next-auth's: GET /api/auth/csrf → `{ csrfToken }`, then POST as JSON
 * - /api/auth/callback/password   `passwordSignInRequest`
 * - /api/auth/callback/guest-code `guestCodeSignInRequest` (from the browser that asked for the code)
 * - /api/auth/signout             `signOutRequest`
 * 200 `{ url }` and the session cookie, or 401 `sign-in-refused`, 403 `code-refused`, 429 `too-many-requests` (values.seconds),
 * 429 `sign-in-locked`.
 */
import { z } from 'zod';
import { role } from '../access/role';
import { locales } from '../i18n/locales';
import { cleanTyped } from '../typed-text';
import { idleLockMinutes } from './session-times';

export type { Role } from '../access/role';
export type * from './answers';

const address = z.string().overwrite(cleanTyped).min(3).max(320);
const secret = z.string().min(1).max(200);
/** Judged by lib/auth/password-rules.ts, which names the reason. */
const newPassword = z.string().min(1).max(1_000);
const displayName = z.string().trim().min(1).max(200);
const locale = z.enum(locales);
/** Random id in the link of a notification. */
const reference = z.string().regex(/^[A-Za-z0-9_-]{32}$/);

/** `json` is what next-auth's own client sends; we always answer JSON. */
const nextAuthFields = { csrfToken: z.string().max(200), json: z.literal('true').optional() };

export const passwordSignInRequest = z.strictObject({ ...nextAuthFields, email: address, password: secret });
/** POST /sign-in/form, by a form without script. */
export const passwordSignInForm = z.strictObject({ email: address, password: secret });
/** Eight digits; spaces are forgiven. */
const code = z.string().max(40);
export const guestCodeSignInRequest = z.union([
  z.strictObject({ ...nextAuthFields, reference, code }),
  z.strictObject({ ...nextAuthFields, address, code }),
]);
export const signOutRequest = z.strictObject(nextAuthFields);
export type SignInAnswer = { url: string };

/**
 * POST /api/guest/code — mails a one-time code to the address an envelope was sent to, or to an address that has received
 * some. The answer never depends on who that is, or whether there is any.
 */
export const guestCodeRequest = z.union([z.strictObject({ reference }), z.strictObject({ address })]);
/** POST /api/guest/code/move — binds the code of a mail to the browser that followed its link; single use. */
export const moveGuestCodeRequest = z.strictObject({ reference, token: z.string().max(200) });
/** POST /e/{reference}/code/form, by a form without script: without `code` it asks for one. */
export const guestCodeForm = z.strictObject({ code: code.optional() });

/** POST /api/password-reset — mails a link to choose a password. 204, whether or not there is an account. */
export const passwordResetRequest = z.strictObject({ address });
/** POST /password/forgot/form, by a form without script. */
export const passwordResetForm = z.strictObject({ email: address });

/**
 * POST /api/password-reset/check — whether a link is still good and whom it greets (the token stands in the link's
 * fragment: /password#<token>). POST, because it is the page's script that asks and the token must not stand in a URL.
 */
export const passwordLinkRequest = z.strictObject({ token: z.string().max(200) });

/** POST /api/password-reset/confirm — sets the password, ends all sessions of the account, spends the link. 204. */
export const choosePasswordRequest = z.strictObject({ token: z.string().max(200), newPassword });
/** POST /password/form, by a form without script; `link`: as the mail has it, or what follows its `#`. */
export const choosePasswordForm = z.strictObject({
  link: z.string().overwrite(cleanTyped).max(2_000),
  password: newPassword,
  repeat: newPassword,
});

/** PATCH /api/me (members) 204 */
export const changeMeRequest = z.strictObject({
  displayName: displayName.optional(),
  locale: locale.optional(),
});

/** POST /api/me/password (members) — ends all other sessions. 204; 401 `sign-in-refused` when the current one is wrong. */
export const changePasswordRequest = z.strictObject({ currentPassword: secret, newPassword });

/** POST /api/session — the person did something, so many seconds ago → SessionAnswer */
export const activityRequest = z.strictObject({
  idleSeconds: z
    .int()
    .min(0)
    .max(idleLockMinutes.max * 60),
});

/** GET /api/sessions → SessionsAnswer; DELETE /api/sessions?except=current and DELETE /api/sessions/{id} → 204 */
export const endSessionsQuery = z.strictObject({ except: z.literal('current').optional() });

/** GET /api/members?cursor=… (administrator) — by e-mail, 50 a page */
export const listMembersQuery = z.strictObject({ cursor: z.uuid().optional() });

/** POST /api/members/search (administrator): the same where each word stands in name or address; POST, so that no name stands in a URL. */
export const searchMembersRequest = z.strictObject({
  search: z.string().max(200).optional(),
  cursor: z.uuid().optional(),
});

/** POST /api/members — makes the account and (not for an auditor) its mailbox, and mails the invitation. 201 */
export const createMemberRequest = z.strictObject({
  email: address,
  displayName,
  role,
  locale: locale.default('fr'),
});

/** PATCH /api/members/{id} 204 */
export const changeMemberRequest = z.strictObject({
  displayName: displayName.optional(),
  role: role.optional(),
});

/** POST /api/members/{id}/invitation, /close, /unlock, /end-sessions: no body, 204 */
