import { ComposeSession } from './compose-session';

type Options = ConstructorParameters<typeof ComposeSession>[0];

/** Drafts whose uploads go on while the person looks at another page of Pli; emptied by leaving the site. */
const sessions = new Map<string, { session: ComposeSession; shown: number }>();

/** The running session of a draft, or a new one. `envelopeId` null: a fresh draft. */
export function obtainComposeSession(options: Options): ComposeSession {
  const running = options.envelopeId ? sessions.get(options.envelopeId) : undefined;
  if (running && !['sealed', 'gone'].includes(running.session.state.phase) && !running.session.state.broken)
    return running.session;
  watchPage();
  const session = new ComposeSession(options);
  sessions.set(session.state.envelopeId, { session, shown: 0 });
  return session;
}

/** Marks the session as shown until the returned function is called; one that nobody shows ends when it has nothing to do. */
export function showComposeSession(session: ComposeSession): () => void {
  const entry = sessions.get(session.state.envelopeId);
  if (!entry || entry.session !== session) return () => undefined;
  entry.shown += 1;
  return () => {
    entry.shown -= 1;
    void endWhenIdle(entry);
  };
}

async function endWhenIdle(entry: { session: ComposeSession; shown: number }): Promise<void> {
  const { session } = entry;
  await session.saver.flush();
  const idle = () =>
    !session.uploads.running &&
    !session.saver.unsaved &&
    !['sending', 'sealing'].includes(session.state.phase);
  const endIfIdle = () => {
    if (entry.shown > 0 || !idle() || sessions.get(session.state.envelopeId) !== entry) return;
    sessions.delete(session.state.envelopeId);
    unsubscribe();
    session.end();
  };
  const unsubscribe = session.subscribe(() => {
    if (entry.shown > 0) unsubscribe();
    else endIfIdle();
  });
  endIfIdle();
}

let watching = false;

/** Saves when the page may be going, warns only while bytes would be lost, and goes on when the network is back. */
function watchPage(): void {
  if (watching) return;
  watching = true;
  const every = (visit: (session: ComposeSession) => void) => {
    for (const { session } of sessions.values()) visit(session);
  };
  const save = () => every((session) => void session.saver.flush({ keepalive: true }));
  window.addEventListener('pagehide', save);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') save();
  });
  window.addEventListener('online', () =>
    every((session) => {
      session.wake();
      void session.saver.flush();
    }),
  );
  window.addEventListener('beforeunload', (event) => {
    if ([...sessions.values()].some(({ session }) => session.wouldLose)) event.preventDefault();
  });
}
