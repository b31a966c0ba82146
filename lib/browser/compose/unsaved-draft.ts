import { browserCopies, thisWriter } from '../local-copies/browser-copies';
import type { FoundCopy } from '../local-copies/local-copies';
import type { ComposeSession } from './compose-session';
import { type DraftContent, parseDraftContent, textOf } from './draft-content';

/** What was written and not stored when its tab went: `revision` of the draft it began from, 0 where nothing was stored yet. */
export type UnsavedDraft = {
  draftId: string;
  writer: string;
  at: Date;
  revision: number;
  content: DraftContent;
};

/** A pause in typing shorter than this is none; whoever kills the tab takes no more. */
const calmMs = 300;

/** Keeps what this session has not stored yet on this machine, until it is stored, sent or thrown away. */
export function keepUnsaved(session: ComposeSession): void {
  const writer = thisWriter();
  const draftId = session.state.envelopeId;
  let kept = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let before: unknown[] | null = null;
  let was = session.state.phase;
  const keep = () => {
    clearTimeout(timer);
    timer = undefined;
    kept = true;
    const copy = { revision: session.revision, content: session.content };
    void browserCopies.keep(draftId, writer, JSON.stringify(copy));
  };
  const forget = () => {
    clearTimeout(timer);
    timer = undefined;
    before = null;
    if (kept) void browserCopies.forget(draftId, writer);
    kept = false;
  };
  const look = () => {
    const { phase, save, text, attachments } = session.state;
    // One that turns out to be gone when it is opened was not thrown away here.
    const isThrownAway = phase === 'gone' && was === 'editing';
    was = phase;
    if (phase === 'sealed' || isThrownAway) return forget();
    if (phase === 'gone') return;
    if (save.state === 'saved') return forget();
    if (before?.[0] === text && before[1] === attachments) return;
    before = [text, attachments];
    timer ??= setTimeout(keep, calmMs);
  };
  session.subscribe(look);
  window.addEventListener('pagehide', () => {
    if (timer !== undefined) keep();
  });
}

/** What was written of this draft, or of any, in a tab that is gone, and not stored; the newest first. */
export async function findUnsaved(draftId?: string): Promise<UnsavedDraft[]> {
  const found = await browserCopies.find(draftId);
  return found.flatMap((copy) => unsavedOf(copy) ?? []);
}

/** It is not wanted. */
export function forgetUnsaved({ draftId, writer }: UnsavedDraft): Promise<void> {
  return browserCopies.forget(draftId, writer);
}

/** It stands in this session now, and is forgotten when that is stored. */
export function forgetWhenStored(unsaved: UnsavedDraft, session: ComposeSession): void {
  const stop = session.subscribe(() => {
    if (session.state.save.state !== 'saved') return;
    stop();
    void forgetUnsaved(unsaved);
  });
}

function unsavedOf({ draftId, writer, savedAt, text }: FoundCopy): UnsavedDraft | null {
  try {
    const { revision, content } = JSON.parse(text) as { revision: unknown; content: unknown }; // what `keepUnsaved` wrote
    if (typeof revision !== 'number') return null;
    return { draftId, writer, at: savedAt, revision, content: parseDraftContent(JSON.stringify(content)) };
  } catch {
    return null; // of another version of Pli
  }
}

/** What a page says of a text that was found again. */
export type FoundText =
  /** It stands in the draft again; `former` is the stored version it took the place of, `files` those that did not come with it. */
  | { kind: 'taken'; at: Date; former: DraftContent | null; files: number }
  /** A later version was stored since, or the draft is gone: the person says what is wanted. */
  | { kind: 'offered' | 'orphan'; unsaved: UnsavedDraft };

/**
 * Looks for what was written of this draft and not stored, once it is open or was found to be gone. What began from the stored
 * version takes its place; what is stored already is forgotten; everything else is for the person to say.
 */
export async function restoreUnsaved(session: ComposeSession): Promise<FoundText | null> {
  const [unsaved] = await findUnsaved(session.state.envelopeId);
  if (!unsaved) return null;
  if (session.state.phase === 'gone') return { kind: 'orphan', unsaved };
  const former = session.content;
  if (JSON.stringify(former) === JSON.stringify(unsaved.content)) {
    await forgetUnsaved(unsaved);
    return null;
  }
  const { phase, save } = session.state;
  if (unsaved.revision !== session.revision || phase !== 'editing' || save.state !== 'saved') {
    return { kind: 'offered', unsaved };
  }
  session.fill(textOf(unsaved.content), unsaved.content.attachments);
  forgetWhenStored(unsaved, session);
  return { kind: 'taken', at: unsaved.at, former: session.revision > 0 ? former : null, files: 0 };
}
