import type { ReactNode } from 'react';
import { mailboxIdsWith } from '@/lib/access/policy';
import { describeSession } from '@/lib/auth/describe-session';
import { listFolders } from '@/lib/filing/list-folders';
import { pageActor } from '@/lib/http/page';
import { mailboxHeads } from '@/lib/live/mailbox-heads';
import { countWaiting } from '@/lib/mailbox/count-waiting';
import { SessionGate } from '../session/session-gate';
import { Catalogue } from './catalogue';
import { Frame } from './frame';

/**
 * The frame for whoever looks. It guards nothing (each page does): with the database away it still draws the frame of
 * somebody who is not signed in, so that the error has a place to stand. Whoever looks later sees it only while it is theirs.
 */
export async function AppFrame({
  forPatients = false,
  children,
}: {
  /** Pages that are reached from a mail by people who need not know Pli. */
  forPatients?: boolean;
  children: ReactNode;
}) {
  const { session, ...looks } = await whoLooks();
  const { actor } = looks;
  const isPatients = actor.kind === 'guest' || (forPatients && actor.kind === 'anonymous');
  const frame = (
    <Frame {...looks} isPatients={isPatients}>
      {children}
    </Frame>
  );
  if (actor.kind === 'anonymous') {
    return (
      <SessionGate session={session} proof={null}>
        {frame}
      </SessionGate>
    );
  }
  const proof =
    actor.kind === 'user'
      ? ({ kind: 'password', address: actor.email } as const)
      : ({ kind: 'code', address: actor.address } as const);
  // A guest proves herself by the form for codes, which has words of its own.
  return (
    <Catalogue namespaces={actor.kind === 'guest' ? ['auth'] : []}>
      <SessionGate session={session} proof={proof}>
        {frame}
      </SessionGate>
    </Catalogue>
  );
}

async function whoLooks() {
  try {
    const { services, actor } = await pageActor('anyone');
    const session = await describeSession(services, actor);
    const mailboxIds = actor.kind === 'user' ? mailboxIdsWith(actor, 'read') : [];
    const hasCaughtMails = services.config.mail.transport.kind === 'catcher';
    // before the count, so that nothing lies between the two
    const at = services.clock.now().toISOString();
    const numbers = await mailboxHeads(services, mailboxIds);
    const [waiting, folders] = await Promise.all([
      countWaiting(services, mailboxIds),
      actor.kind === 'user' ? listFolders(services, actor) : [],
    ]);
    const person = actor.kind === 'user' && mailboxIds.length > 0 ? actor.userId : null;
    const live = person === null ? null : { person, numbers, unread: waiting.inbox, at };
    return { actor, session, hasCaughtMails, waiting, folders, live };
  } catch {
    return {
      actor: { kind: 'anonymous' } as const,
      session: { person: null } as const,
      hasCaughtMails: false,
      waiting: { inbox: 0, later: 0, folders: new Map() },
      folders: [],
      live: null,
    };
  }
}
