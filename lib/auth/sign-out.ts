import 'server-only';
import type { Actor, Client } from '../access/actor';
import { visibleSessions } from '../access/policy';
import { appendEntry } from '../audit/trail/append-entry';
import { AppError } from '../errors';
import type { Services } from '../services';
import type { SessionOwner } from './lock-actor';
import { endSessions } from './session-rows';

type Needs = Pick<Services, 'db' | 'clock'>;
type SignedIn = Exclude<Actor, { kind: 'anonymous' }>;

/** Ends the session of this browser. Harmless when there is none. */
export async function signOut({ db, clock }: Needs, actor: Actor, client: Client): Promise<void> {
  if (actor.kind === 'anonymous') return;
  await db.$transaction(async (tx) => {
    const ended = await endSessions(tx, ownerOf(actor), clock.now(), { id: actor.sessionId });
    if (ended > 0) {
      await appendEntry(tx, { event: 'SignedOut', actor, client, organisationIds: organisationsOf(actor) });
    }
  });
}

/** Ends all own sessions, or all but the one that asks. */
export async function signOutEverywhere(
  { db, clock }: Needs,
  actor: SignedIn,
  client: Client,
  keepCurrent: boolean,
): Promise<void> {
  await db.$transaction(async (tx) => {
    const which = keepCurrent ? { id: { not: actor.sessionId } } : {};
    const sessions = await endSessions(tx, ownerOf(actor), clock.now(), which);
    const organisationIds = organisationsOf(actor);
    await appendEntry(tx, { event: 'SessionsEnded', actor, client, organisationIds, detail: { sessions } });
  });
}

/** Ends one own session. @throws AppError `not-found` when it is not one's own, or over */
export async function endOwnSession(
  { db, clock }: Needs,
  actor: SignedIn,
  client: Client,
  sessionId: string,
): Promise<void> {
  await db.$transaction(async (tx) => {
    const own = { AND: [visibleSessions(actor), { id: sessionId }] };
    if ((await endSessions(tx, ownerOf(actor), clock.now(), own)) === 0) {
      throw new AppError('not-found');
    }
    const organisationIds = organisationsOf(actor);
    await appendEntry(tx, {
      event: 'SessionsEnded',
      actor,
      client,
      organisationIds,
      detail: { sessions: 1 },
    });
  });
}

const ownerOf = (actor: SignedIn): SessionOwner =>
  actor.kind === 'user' ? { userId: actor.userId } : { guestId: actor.guestId };

/** Who may read about it. Nobody's auditor needs to know when a guest leaves; the entry is kept all the same. */
function organisationsOf(actor: SignedIn): string[] {
  return actor.kind === 'user' ? [actor.organisationId] : [];
}
