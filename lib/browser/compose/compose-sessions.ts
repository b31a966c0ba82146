import { browserSession } from '../session/browser-session';
import type { SessionEvent } from '../session/session-watch';
import { ComposeSession } from './compose-session';
import { textOf } from './draft-content';
import { keepUnsaved } from './unsaved-draft';

type Options = ConstructorParameters<typeof ComposeSession>[0];

/** Drafts whose uploads go on while the person looks at another page of Pli; emptied by leaving the site. */
const sessions = new Map<string, { session: ComposeSession; shown: number }>();

/** The running session of a draft, or a new one. `envelopeId` null: a fresh draft. */
export function obtainComposeSession(options: Options): ComposeSession {
  const running = options.envelopeId ? sessions.get(options.envelopeId) : undefined;
  if (running && !['sealed', 'gone'].includes(running.session.state.phase) && !running.session.state.broken)
    return running.session;
  watchPage();
  return begin(new ComposeSession(options));
}

/** A fresh draft with a text that was written before. */
export function beginFromText(options: Omit<Options, 'envelopeId'>): ComposeSession {
  watchPage();
  const session = begin(new ComposeSession({ ...options, envelopeId: null }));
  session.write({});
  return session;
}

/**
 * Goes on with what a session that cannot has in its memory: text and files. The same draft where the server knows it, with
 * what is stored of the files; else a fresh one. Where the server is away, the broken one stays as it is.
 */
export async function renewComposeSession(
  broken: ComposeSession,
  options: Omit<Options, 'envelopeId' | 'text'>,
): Promise<ComposeSession> {
  const { envelopeId } = broken.state;
  await broken.saver.hold(); // a save under way makes a newer version than the one that would be opened beside it
  let next = new ComposeSession({ ...options, envelopeId, text: broken.state.text });
  await untilOpened(next);
  if (next.state.phase === 'unreachable') {
    next.end();
    return broken;
  }
  const { content, state } = broken; // with what was written meanwhile
  const { text } = state;
  if (next.state.phase === 'gone') {
    next.end();
    next = new ComposeSession({ ...options, envelopeId: null, text });
  }
  broken.end();
  sessions.delete(envelopeId);
  begin(next);
  if (next.state.envelopeId === envelopeId) next.fill(textOf(content), content.attachments);
  else next.write({});
  next.uploads.add(
    state.attachments.flatMap(({ file, status }) => (file && status !== 'stored' ? [file] : [])),
  );
  return next;
}

function untilOpened(session: ComposeSession): Promise<void> {
  return new Promise((resolve) => {
    const stop = session.subscribe(() => {
      if (session.state.phase === 'opening') return;
      stop();
      resolve();
    });
  });
}

function begin(session: ComposeSession): ComposeSession {
  sessions.set(session.state.envelopeId, { session, shown: 0 });
  keepUnsaved(session);
  session.subscribe(() => {
    if (session.state.signInNeeded && !held) void browserSession.check();
  });
  return session;
}

/** Marks the session as shown until the returned function is called; one that nobody shows ends when it has nothing to do. */
export function showComposeSession(session: ComposeSession): () => void {
  const entry = sessions.get(session.state.envelopeId);
  if (!entry || entry.session !== session) return () => undefined;
  entry.shown += 1;
  return () => {
    entry.shown -= 1;
    // A locked page shows none, and shows them again: files that were chosen would have to be chosen again.
    if (!held) void endWhenIdle(entry);
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
/** The page is locked: what is written stays until its person is back, or somebody else has come. */
let held = false;

function watchSession(event: SessionEvent | null): void {
  if (event === 'locked') held = true;
  if (event === 'left') {
    for (const { session } of sessions.values()) session.end();
    sessions.clear();
  }
  if (event !== 'confirmed') return;
  held = false;
  for (const { session } of sessions.values()) if (session.state.signInNeeded) session.signedIn();
}

/** Saves when the page may be going, warns only while bytes would be lost, and goes on when the network is back. */
function watchPage(): void {
  if (watching) return;
  watching = true;
  browserSession.listen(watchSession);
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
