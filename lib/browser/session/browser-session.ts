import type { SessionAnswer } from '../../auth/answers';
import { createApiClient } from '../../transfer/api-client';
import { SessionWatch, type TabMessage } from './session-watch';

/** How often a page that is looked at asks by itself: what an administrator ended elsewhere is hidden within this. */
const askEveryMs = 20_000;
/** Coming back tells of itself in several ways at once. */
const calmMs = 500;
const touches = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const;

let channel: BroadcastChannel | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;

/** The watch over this tab's session. On the server it is there and does nothing. */
export const browserSession = new SessionWatch({
  ask: (idleSeconds) => {
    const callApi = createApiClient(window.location.origin);
    return idleSeconds === null
      ? callApi<SessionAnswer>('GET', '/api/session')
      : callApi<SessionAnswer>('POST', '/api/session', { idleSeconds });
  },
  tell: (message) => channel?.postMessage(message),
  // Dialogs and menus hang beside the page's own tree: the whole document is hidden.
  veil: (veiled) => document.documentElement.toggleAttribute('data-veiled', veiled),
  leave: (path) => window.location.replace(path),
  now: () => Date.now(),
  wakeIn: (milliseconds, callback) => {
    clearTimeout(timer);
    timer = setTimeout(callback, Math.min(milliseconds, 2 ** 31 - 1));
  },
});

/** Counts what a person does in this document as activity; a frame has a document of its own. Until the returned function is called. */
export function watchTouches(place: Document): () => void {
  const onTouch = (event: Event) => {
    if (event.isTrusted) browserSession.active();
  };
  for (const name of touches) place.addEventListener(name, onTouch, { capture: true, passive: true });
  return () => {
    for (const name of touches) place.removeEventListener(name, onTouch, { capture: true });
  };
}

let watching = false;

/** Begins to watch this tab, once: other tabs, coming back, the network, touches. */
export function watchTab(): void {
  if (watching) return;
  watching = true;
  openChannel();
  watchTouches(document);
  let checkedAt = 0;
  const check = () => {
    if (Date.now() - checkedAt < calmMs) return;
    checkedAt = Date.now();
    void browserSession.check();
  };
  const checkWhenSeen = () => {
    if (document.visibilityState === 'visible') check();
  };
  document.addEventListener('visibilitychange', checkWhenSeen);
  window.addEventListener('focus', check);
  window.addEventListener('online', check);
  // A page that the browser keeps for Back hears nothing meanwhile: it comes back with nothing to be seen.
  window.addEventListener('pagehide', (event) => {
    if (!event.persisted) return;
    browserSession.veil();
    channel?.close();
    channel = null;
  });
  window.addEventListener('pageshow', (event) => {
    if (!event.persisted) return;
    openChannel();
    browserSession.veil();
    void browserSession.check();
  });
  setInterval(checkWhenSeen, askEveryMs);
}

function openChannel(): void {
  if (typeof BroadcastChannel === 'undefined') return;
  channel = new BroadcastChannel('pli-session');
  channel.onmessage = ({ data }: MessageEvent<TabMessage>) => browserSession.hear(data);
}
