/** What the server answers about people: a schema and its type, said once, also for the description of the HTTP API. */
import { z } from 'zod';
import { role } from '../access/role';
import { locales } from '../i18n/locales';

const time = z.iso.datetime();
const locale = z.enum(locales);

/** GET /api/me (members and guests) */
export const meAnswer = z.union([
  z.strictObject({
    kind: z.literal('user'),
    email: z.string(),
    displayName: z.string(),
    locale,
    role,
    organisation: z.strictObject({ name: z.string() }),
  }),
  z.strictObject({ kind: z.literal('guest'), address: z.string(), locale }),
]);
export type MeAnswer = z.infer<typeof meAnswer>;

/** GET and POST /api/session. Seconds: `idleSeconds` of rest end it, `leftSeconds` are left if nothing is done. */
export const sessionAnswer = z.union([
  z.strictObject({ person: z.null() }),
  z.strictObject({ person: z.uuid(), idleSeconds: z.int(), leftSeconds: z.int() }),
]);
export type SessionAnswer = z.infer<typeof sessionAnswer>;

const sessionItem = z.strictObject({
  id: z.uuid(),
  current: z.boolean(),
  createdAt: time,
  lastSeenAt: time,
  clientAddress: z.string().nullable(),
  clientAgent: z.string().nullable(),
});
export type SessionItem = z.infer<typeof sessionItem>;

/** GET /api/sessions */
export const sessionsAnswer = z.strictObject({ sessions: z.array(sessionItem) });
export type SessionsAnswer = z.infer<typeof sessionsAnswer>;

const memberItem = z.strictObject({
  id: z.uuid(),
  email: z.string(),
  displayName: z.string(),
  role,
  createdAt: time,
  /** `invited`: has not chosen a password yet. `locked`: too many wrong passwords; ends by itself, by a mailed link, or by unlocking. */
  state: z.enum(['active', 'invited', 'locked', 'closed']),
  lastSeenAt: time.nullable(),
  sessions: z.int().min(0),
});
export type MemberItem = z.infer<typeof memberItem>;

/** GET /api/members: by e-mail, 50 a page */
export const membersAnswer = z.strictObject({
  members: z.array(memberItem),
  nextCursor: z.uuid().nullable(),
});
export type MembersAnswer = z.infer<typeof membersAnswer>;

/** POST /api/members */
export const createMemberAnswer = z.strictObject({ id: z.uuid() });
export type CreateMemberAnswer = z.infer<typeof createMemberAnswer>;

/** POST /api/password-reset/check */
export const passwordLinkAnswer = z.strictObject({
  purpose: z.enum(['password-reset', 'invitation']),
  address: z.string(),
  expiresAt: time,
});
export type PasswordLinkAnswer = z.infer<typeof passwordLinkAnswer>;

/** POST /api/guest/code */
export const guestCodeAnswer = z.strictObject({
  digits: z.literal(8),
  expiresInSeconds: z.int(),
  resendAfterSeconds: z.int(),
  triesLeft: z.int().min(0),
});
export type GuestCodeAnswer = z.infer<typeof guestCodeAnswer>;
