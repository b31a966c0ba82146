/** The answers of lib/auth/wire.ts as schemas, for the description of the HTTP API. */
import { z } from 'zod';
import type {
  CreateMemberAnswer,
  GuestCodeAnswer,
  MeAnswer,
  MembersAnswer,
  PasswordLinkAnswer,
  SessionsAnswer,
} from './wire';

const time = z.iso.datetime();
const locale = z.enum(['fr', 'en']);
const role = z.enum(['member', 'administrator', 'auditor']);

export const meAnswer: z.ZodType<MeAnswer> = z.union([
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
export const sessionsAnswer: z.ZodType<SessionsAnswer> = z.strictObject({
  sessions: z.array(
    z.strictObject({
      id: z.uuid(),
      current: z.boolean(),
      createdAt: time,
      lastSeenAt: time,
      clientAddress: z.string().nullable(),
      clientAgent: z.string().nullable(),
    }),
  ),
});
export const membersAnswer: z.ZodType<MembersAnswer> = z.strictObject({
  members: z.array(
    z.strictObject({
      id: z.uuid(),
      email: z.string(),
      displayName: z.string(),
      role,
      createdAt: time,
      state: z.enum(['active', 'invited', 'locked', 'closed']),
      lastSeenAt: time.nullable(),
      sessions: z.int().min(0),
    }),
  ),
  nextCursor: z.uuid().nullable(),
});
export const createMemberAnswer: z.ZodType<CreateMemberAnswer> = z.strictObject({ id: z.uuid() });
export const passwordLinkAnswer: z.ZodType<PasswordLinkAnswer> = z.strictObject({
  purpose: z.enum(['password-reset', 'invitation']),
  address: z.string(),
  expiresAt: time,
});
export const guestCodeAnswer: z.ZodType<GuestCodeAnswer> = z.strictObject({
  digits: z.literal(8),
  expiresInSeconds: z.int(),
  resendAfterSeconds: z.int(),
});
