import { browserSession } from '../session/browser-session';
import { type Heads, type LiveEvent, LiveSource, openEvents } from './live-source';

/** Between the tabs of one browser: what the one that has the line hears, and the question what it has heard so far. */
type Said = { person: string } & ({ type: 'heads'; event: 'all' | 'some'; heads: Heads } | { type: 'ask' });

/**
 * Keeps one connection a person and browser, whatever tabs are open: a browser without HTTP/2 has six for all of them. The tab that
 * holds the lock has it and tells the others; when it goes, the next takes over. Where there are no locks (no https), each tab that is
 * looked at has its own. A page that the browser keeps for Back has none meanwhile. Until the returned function is called.
 */
export function keepLine(person: string, tell: Tell): () => void {
  let end = begin(person, tell);
  const hide = () => {
    end();
    end = () => undefined;
  };
  const show = ({ persisted }: PageTransitionEvent) => {
    if (!persisted) return;
    end();
    end = begin(person, tell);
  };
  window.addEventListener('pagehide', hide);
  window.addEventListener('pageshow', show);
  return () => {
    window.removeEventListener('pagehide', hide);
    window.removeEventListener('pageshow', show);
    end();
  };
}

type Tell = (event: 'all' | 'some', heads: Heads) => void;

function begin(person: string, tell: Tell): () => void {
  const channel = new BroadcastChannel('pli-live');
  const stopping = new AbortController();
  let source: LiveSource | null = null;
  let known: Heads | null = null;

  const hear = (event: LiveEvent) => {
    if (event.event === 'over') void browserSession.check();
    if (event.event !== 'all' && event.event !== 'some') return;
    known = event.event === 'all' ? event.heads : { ...known, ...event.heads };
    channel.postMessage({ person, type: 'heads', ...event } satisfies Said);
    tell(event.event, event.heads);
  };
  const open = () => {
    source ??= new LiveSource({ ...browserMeans(), open: openEvents }, hear);
  };
  const hangUp = () => {
    source?.stop();
    source = null;
    known = null;
  };
  channel.onmessage = ({ data }: MessageEvent<Said>) => {
    if (data.person !== person) return;
    if (data.type === 'heads') tell(data.event, data.heads);
    else if (known) channel.postMessage({ person, type: 'heads', event: 'all', heads: known } satisfies Said);
  };
  const stopLooking = onReturn(() => source?.look());

  if (navigator.locks) {
    channel.postMessage({ person, type: 'ask' } satisfies Said);
    const held = () =>
      new Promise<void>((resolve) => {
        if (stopping.signal.aborted) return resolve();
        open();
        stopping.signal.addEventListener('abort', () => resolve());
      });
    navigator.locks.request(`pli-live ${person}`, { signal: stopping.signal }, held).catch(() => undefined); // it was not wanted any more
  } else {
    const whenSeen = () => (document.visibilityState === 'visible' ? open() : hangUp());
    document.addEventListener('visibilitychange', whenSeen, { signal: stopping.signal });
    whenSeen();
  }
  return () => {
    stopping.abort();
    stopLooking();
    hangUp();
    channel.close();
  };
}

function browserMeans() {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    isOnline: () => navigator.onLine,
    now: () => Date.now(),
    random: () => Math.random(),
    wakeIn: (milliseconds: number, callback: () => void) => {
      clearTimeout(timer);
      timer = setTimeout(callback, milliseconds);
    },
  };
}

function onReturn(look: () => void): () => void {
  const names = ['online', 'offline', 'focus'] as const;
  for (const name of names) window.addEventListener(name, look);
  document.addEventListener('visibilitychange', look);
  return () => {
    for (const name of names) window.removeEventListener(name, look);
    document.removeEventListener('visibilitychange', look);
  };
}
