import { browserCopies, thisWriter } from '../local-copies/browser-copies';
import { browserSession } from '../session/browser-session';
import { AnswerSession } from './answer-session';

type Options = ConstructorParameters<typeof AnswerSession>[0];

/** Answers that this tab's person has begun, by their letters' links: a locked page shows none, and shows them again. */
const sessions = new Map<string, AnswerSession>();
/** A pause in typing shorter than this is none. */
const calmMs = 300;
let watching = false;

/** The answer to this letter that is being written in this tab, or a new one, with the text that a tab of hers has left behind. */
export function obtainAnswer(options: Options): AnswerSession {
  const { reference } = options;
  const running = sessions.get(reference);
  if (running && running.getState().phase !== 'sent' && !running.getState().broken) return running;
  watchPage();
  running?.end();
  const session = new AnswerSession(options);
  if (running?.getState().broken) session.write({ text: running.getState().text });
  sessions.set(reference, session);
  void restoreText(reference, session).then(() => keepText(reference, session));
  return session;
}

/** Throws the answer away, with what is kept of it here. */
export function discardAnswer(reference: string): void {
  sessions.get(reference)?.discard();
  sessions.delete(reference);
  void browserCopies.forget(copyOf(reference), thisWriter());
}

/** Under which name a text is kept among those of drafts (lib/browser/local-copies/). */
const copyOf = (reference: string) => `answer-${reference}`;

/** The text alone: files are chosen again. */
function keepText(reference: string, session: AnswerSession): void {
  let kept: string | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const keep = () => {
    clearTimeout(timer);
    timer = undefined;
    const { text, phase } = session.getState();
    if (phase === 'sent' || text === '') {
      if (kept !== null) void browserCopies.forget(copyOf(reference), thisWriter());
      kept = null;
    } else if (text !== kept) {
      kept = text;
      void browserCopies.keep(copyOf(reference), thisWriter(), JSON.stringify({ text }));
    }
  };
  session.subscribe(() => {
    if (session.getState().phase === 'sent') keep();
    else timer ??= setTimeout(keep, calmMs);
  });
  window.addEventListener('pagehide', () => {
    if (timer !== undefined) keep();
  });
  keep();
}

async function restoreText(reference: string, session: AnswerSession): Promise<void> {
  const [found, ...older] = await browserCopies.find(copyOf(reference));
  if (!found) return;
  const { text } = JSON.parse(found.text) as { text: string }; // what `keepText` wrote
  if (session.getState().text === '') session.write({ text });
  for (const { draftId, writer } of [found, ...older]) void browserCopies.forget(draftId, writer);
}

function watchPage(): void {
  if (watching) return;
  watching = true;
  browserSession.listen((event) => {
    if (event === 'left') {
      for (const session of sessions.values()) session.end();
      sessions.clear();
    }
    if (event === 'confirmed') for (const session of sessions.values()) session.wake();
  });
  window.addEventListener('online', () => {
    for (const session of sessions.values()) session.wake();
  });
  window.addEventListener('beforeunload', (event) => {
    if ([...sessions.values()].some(({ isUnsent }) => isUnsent)) event.preventDefault();
  });
}
