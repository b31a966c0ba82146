const storageKey = 'pli-desktop-notice';
/** What arrives within this is one burst, and told once. */
const gatherMs = 1_000;
const quietMs = 30_000;

/** Whether the person wants to be told by the desktop, and the browser lets us. */
export function noticeIsOn(): boolean {
  return (
    'Notification' in window &&
    Notification.permission === 'granted' &&
    window.localStorage.getItem(storageKey) === 'on'
  );
}

/** Turns it on, asking the browser's permission, or off; whether it is on then. Called by a press, and by nothing else. */
export async function setNotice(on: boolean): Promise<boolean> {
  window.localStorage.setItem(storageKey, on ? 'on' : 'off');
  if (on && 'Notification' in window && Notification.permission === 'default')
    await Notification.requestPermission();
  return noticeIsOn();
}

/**
 * Says that a letter waits, with these words and never more, once for what arrives together; not while anybody looks at a page of ours.
 * `arrived` is to be called with when each new letter came. Until `stop`.
 * @param since letters that came before are none
 */
export function noticeArrivals(words: string, since: string) {
  const channel = new BroadcastChannel('pli-looked');
  let newest = since;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let quietUntil = 0;
  let lookedAt = 0;
  // another tab, which somebody looks at, has shown it
  channel.onmessage = () => {
    lookedAt = Date.now();
  };
  const show = () => {
    timer = undefined;
    if (document.hasFocus() || Date.now() - lookedAt < 2 * gatherMs || !noticeIsOn()) return;
    quietUntil = Date.now() + quietMs;
    // of several tabs the last one's replaces the others', without a sound
    const notice = new Notification(words, { tag: 'pli' });
    notice.onclick = () => {
      window.focus();
      notice.close();
    };
  };
  return {
    arrived(times: readonly string[]): void {
      const before = newest;
      for (const at of times) if (at > newest) newest = at;
      if (newest === before) return;
      if (document.hasFocus()) channel.postMessage('looked');
      else if (noticeIsOn() && Date.now() >= quietUntil) timer ??= setTimeout(show, gatherMs);
    },
    stop(): void {
      clearTimeout(timer);
      channel.close();
    },
  };
}
