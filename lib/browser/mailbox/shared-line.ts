import { browserSession } from '../session/browser-session';
import { type Heads, type LiveEvent, LiveSource, openEvents } from './live-source';

/** Between the tabs of one browser: what the one that has the line hears, and the question what it has heard so far. */
type Said = { person: string } & ({ type: 'heads'; event: 'all' | 'some'; heads: Heads } | { type: 'ask' });

/**
 * Keeps one connection a person and browser, whatever tabs are open: a browser without HTTP/2 has six for all of them. The tab that
 * holds the lock has it and tells the others; when it goes, the next takes over. Where there are no locks (no https), each tab that is
 * looked at has its own. Until the returned function is called.
 */
export function keepLine(person: string, tell: (event: 'all' | 'some', heads: Heads) => void): () => void {
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
  const begin = () => {
    source ??= new LiveSource({ ...browserMeans(), open: openEvents }, hear);
  };
  const end = () => {
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
        begin();
        stopping.signal.addEventListener('abort', () => resolve());
      });
    navigator.locks.request(`pli-live ${person}`, { signal: stopping.signal }, held).catch(() => undefined); // it was not wanted any more
  } else {
    const whenSeen = () => (document.visibilityState === 'visible' ? begin() : end());
    document.addEventListener('visibilitychange', whenSeen, { signal: stopping.signal });
    whenSeen();
  }
  return () => {
    stopping.abort();
    stopLooking();
    end();
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
  const names = ['online', 'offline', 'focus', 'pageshow'] as const;
  for (const name of names) window.addEventListener(name, look);
  document.addEventListener('visibilitychange', look);
  return () => {
    for (const name of names) window.removeEventListener(name, look);
    document.removeEventListener('visibilitychange', look);
  };
}
