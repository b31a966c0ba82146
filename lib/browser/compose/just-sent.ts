import { takeBackSecondsMax } from '../../release-time';

/** The last letter this tab has sent, while it can be taken back. `until`: by this browser's own clock, milliseconds. */
export type JustSent = { envelopeId: string; until: number };

const storageKey = 'pli-just-sent';
const listeners = new Set<() => void>();
let cached: { stored: string | null; sent: JustSent | null } = { stored: null, sent: null };

/**
 * Remembers, for this tab and over a reload, that a letter was sent and for how long it can be taken back: what the server's clock
 * says between seal and release, counted from now, so that the clocks need not agree. The server decides. One that leaves at a later time
 * that was chosen is taken back from its own page.
 */
export function noteSent(answer: { envelopeId: string; sealedAt: string; releaseAt: string }): void {
  const milliseconds = Date.parse(answer.releaseAt) - Date.parse(answer.sealedAt);
  if (!(milliseconds > 0 && milliseconds <= takeBackSecondsMax * 1_000)) return;
  write(JSON.stringify({ envelopeId: answer.envelopeId, until: Date.now() + milliseconds }));
}

/** It can be taken back no longer, or was. */
export function forgetSent(): void {
  write(null);
}

/** For useSyncExternalStore: the same object until it changes. */
export function readSent(): JustSent | null {
  const stored = window.sessionStorage.getItem(storageKey);
  if (stored !== cached.stored) cached = { stored, sent: parse(stored) };
  return cached.sent;
}

/** For useSyncExternalStore. */
export function subscribeSent(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function write(value: string | null): void {
  try {
    if (value === null) window.sessionStorage.removeItem(storageKey);
    else window.sessionStorage.setItem(storageKey, value);
  } catch {
    // a browser that stores nothing shows no bar; the status page takes back all the same
  }
  for (const listener of [...listeners]) listener();
}

/** What this very module wrote; checked by hand, as every page loads this and zod is 27 KiB. */
function parse(stored: string | null): JustSent | null {
  try {
    const read: unknown = stored === null ? null : JSON.parse(stored);
    return isJustSent(read) ? read : null;
  } catch {
    return null;
  }
}

function isJustSent(read: unknown): read is JustSent {
  return (
    typeof read === 'object' &&
    read !== null &&
    'envelopeId' in read &&
    typeof read.envelopeId === 'string' &&
    /^[0-9a-f-]{36}$/.test(read.envelopeId) &&
    'until' in read &&
    typeof read.until === 'number'
  );
}
