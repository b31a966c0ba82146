import 'server-only';
import type { Client, UserActor } from '../access/actor';
import { appendEntry } from '../audit/trail/append-entry';
import type { AuditEvent } from '../audit/trail/event-names';
import type { User } from '../db/generated/client';
import { AppError } from '../errors';
import type { Services } from '../services';
import { lockOwner } from './lock-actor';
import { organisationsOfAddress } from './organisations-of-address';
import { matchesPassword } from './password-hash';
import { startSession } from './session-rows';
import { sessionExpiry } from './session-times';
import { beginAttempt, forgiveAttempts } from './sign-in-attempts';
import { auditedAddress, typedAddress } from './typed-address';
import { localeOf } from './user-actor';

type Needs = Pick<Services, 'db' | 'clock' | 'config'>;
export type Browser = { client: Client; previousSessionId: string | null };

/**
 * Signs a member in and returns the id of the new session. Unknown, closed, not yet invited and wrong password get the
 * same answer after the same work.
 * @throws AppError `sign-in-refused` `too-many-requests` `sign-in-locked`
 */
export async function signInWithPassword(
  services: Needs,
  input: { email: string; password: string },
  browser: Browser,
): Promise<string> {
  const { db } = services;
  const email = typedAddress(input.email);
  const attempt = await beginAttempt(db, email, browser.client);
  if (attempt.state !== 'go') {
    return refuse(services, email, browser.client, attempt);
  }
  const user = await db.user.findUnique({ where: { email } });
  const open = user !== null && user.closedAt === null;
  if (!(await matchesPassword(open ? user.passwordHash : null, input.password)) || user === null) {
    await auditStranger(services, 'SignInFailed', email, browser.client);
    throw new AppError('sign-in-refused');
  }
  const sessionId = await signIn(services, user, browser);
  await forgiveAttempts(db, email, browser.client);
  return sessionId;
}

async function refuse(
  services: Needs,
  email: string,
  client: Client,
  attempt: { state: 'wait'; seconds: number } | { state: 'locked'; seconds: number; justNow: boolean },
): Promise<never> {
  if (attempt.state === 'wait') {
    throw new AppError('too-many-requests', { detail: { seconds: attempt.seconds } });
  }
  if (attempt.justNow) {
    await auditStranger(services, 'SignInLocked', email, client);
  }
  throw new AppError('sign-in-locked', { detail: { seconds: attempt.seconds } });
}

/**
 * The session and its audit entry, or neither. The account is locked and read again: it may have been closed, or been given
 * another password, while we hashed.
 */
function signIn(services: Needs, { id, passwordHash }: User, browser: Browser): Promise<string> {
  const now = services.clock.now();
  return services.db.$transaction(async (tx) => {
    await lockOwner(tx, { userId: id });
    const user = await tx.user.findUnique({ where: { id, closedAt: null } });
    if (user === null || user.passwordHash !== passwordHash) {
      throw new AppError('sign-in-refused');
    }
    const times = { now, expiresAt: sessionExpiry(now, 'user', services.config.limits) };
    const sessionId = await startSession(tx, { userId: id }, times, browser);
    await appendEntry(tx, {
      event: 'SignedIn',
      actor: userActor(user, sessionId),
      client: browser.client,
      organisationIds: [user.organisationId],
      detail: { by: 'password' },
    });
    return sessionId;
  });
}

/** A user as the actor of an entry, where no request has authenticated her yet. */
export function userActor(user: User, sessionId: string): UserActor {
  return {
    kind: 'user',
    userId: user.id,
    sessionId,
    organisationId: user.organisationId,
    role: user.role,
    email: user.email,
    displayName: user.displayName,
    locale: localeOf(user.locale),
    mailboxes: [],
  };
}

function auditStranger(services: Needs, event: AuditEvent, email: string, client: Client): Promise<Date> {
  return services.db.$transaction(async (tx) =>
    appendEntry(tx, {
      event,
      actor: { kind: 'anonymous' },
      ...auditedAddress(email),
      client,
      organisationIds: await organisationsOfAddress(tx, email),
    }),
  );
}
