import { describe, expect, test } from 'vitest';
import type { SessionAnswer } from '../../../lib/auth/answers';
import { type SessionEvent, SessionWatch, type TabMessage } from '../../../lib/browser/session/session-watch';

const marie = '01a22920-44be-752d-a213-ab4442f5b816';
const paul = '01a22920-5ed3-74c8-8d58-48e713fb227b';
const idleSeconds = 600;

/** One browser on one server: tabs share a clock that the test moves, a channel, and whose session the cookie names. */
function browserOf(person: string | null) {
  const server = { person, activeAt: 0, away: false, asked: 0 };
  let now = 0;
  const timers = new Map<object, { at: number; callback: () => void }>();
  const tabs: { watch: SessionWatch; hears: boolean }[] = [];
  const answer = (): SessionAnswer => {
    const left = server.activeAt + idleSeconds - now / 1_000;
    return server.person === null || left <= 0
      ? { person: null }
      : { person: server.person, idleSeconds, leftSeconds: Math.ceil(left) };
  };
  const openTab = () => {
    const seen = { veiled: false, left: null as string | null, events: [] as SessionEvent[], asked: 0 };
    const key = {};
    const watch: SessionWatch = new SessionWatch({
      ask: async (idle) => {
        seen.asked += 1;
        if (server.away) throw new Error('away');
        if (idle !== null && answer().person !== null)
          server.activeAt = Math.max(server.activeAt, now / 1_000 - idle);
        return answer();
      },
      tell: (message: TabMessage) => {
        for (const tab of tabs) if (tab.watch !== watch && tab.hears) tab.watch.hear(message);
      },
      veil: (veiled) => {
        seen.veiled = veiled;
      },
      leave: (path) => {
        seen.left = path;
      },
      now: () => now,
      wakeIn: (milliseconds, callback) => void timers.set(key, { at: now + milliseconds, callback }),
    });
    const tab = { watch, hears: true };
    tabs.push(tab);
    watch.listen((event) => event && seen.events.push(event));
    watch.begin(answer(), '/inbox');
    return { watch, seen, tab, phase: () => (seen.veiled ? 'veiled' : watch.getState().phase) };
  };
  const settle = () => new Promise((resolve) => setTimeout(resolve));
  /** Time passes; every timer rings when it is due. */
  const pass = async (seconds: number) => {
    const end = now + seconds * 1_000;
    for (;;) {
      const due = [...timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
      if (!due) break;
      timers.delete(due[0]);
      now = Math.max(now, due[1].at);
      due[1].callback();
      await settle();
    }
    now = end;
  };
  const sleep = (seconds: number) => {
    now += seconds * 1_000;
  };
  return { server, openTab, settle, pass, sleep };
}

describe('what one person has open', () => {
  test('leaves every tab when she signs out in one, without asking anybody', async () => {
    const browser = browserOf(marie);
    const [a, b] = [browser.openTab(), browser.openTab()];
    browser.server.away = true;
    b.watch.signOut('/sign-in');
    for (const { seen } of [a, b]) {
      expect(seen).toMatchObject({ veiled: true, left: '/sign-in' });
      expect(seen.events.at(-1)).toBe('left');
    }
  });

  test('goes when another person has signed in, in a tab that was told, came back, or belongs to a page made for the other', async () => {
    const browser = browserOf(marie);
    const [told, back, same] = [browser.openTab(), browser.openTab(), browser.openTab()];
    back.tab.hears = false;
    same.tab.hears = false;
    browser.server.person = paul;
    browser.openTab();
    expect(told.phase()).toBe('veiled');
    await browser.settle();
    expect(told.seen.left).toBe('/');
    await back.watch.check();
    expect(back.seen.left).toBe('/');
    same.watch.begin({ person: paul, idleSeconds, leftSeconds: idleSeconds }, '/e/x');
    expect(same.seen).toMatchObject({ veiled: true, left: '/e/x' });
  });

  test('is hidden when the session has ended, and comes back in all tabs when she is back in one', async () => {
    const browser = browserOf(marie);
    const [a, b] = [browser.openTab(), browser.openTab()];
    browser.server.person = null;
    await a.watch.check();
    await browser.settle();
    for (const { watch } of [a, b]) expect(watch.getState()).toEqual({ phase: 'locked', why: 'ended' });
    browser.server.person = marie;
    await b.watch.check();
    await browser.settle();
    for (const { watch, seen } of [a, b]) {
      expect(watch.getState().phase).toBe('open');
      expect(seen.events.filter((event) => event !== null).slice(-2)).toEqual(['locked', 'confirmed']);
    }
  });

  test('is hidden at its time and not before, whichever tab she was in last', async () => {
    const browser = browserOf(marie);
    const [a, b] = [browser.openTab(), browser.openTab()];
    await browser.pass(idleSeconds - 20);
    b.watch.active();
    await browser.settle();
    await browser.pass(idleSeconds - 1);
    expect([a.phase(), b.phase()]).toEqual(['open', 'open']);
    await browser.pass(2);
    for (const { watch } of [a, b]) expect(watch.getState()).toEqual({ phase: 'locked', why: 'idle' });
  });

  test('is hidden before the server has answered, and a touch after the rest was too long is no proof', async () => {
    const browser = browserOf(marie);
    const tab = browser.openTab();
    browser.sleep(idleSeconds + 60); // the lid was closed: no timer rang
    tab.watch.active();
    expect(tab.phase()).toBe('veiled');
    await browser.settle();
    expect(tab.watch.getState()).toEqual({ phase: 'locked', why: 'idle' });
    expect(browser.server.activeAt).toBe(0);
  });

  test('stays where another tab, unheard, was used: the server knows', async () => {
    const browser = browserOf(marie);
    const [a, b] = [browser.openTab(), browser.openTab()];
    a.tab.hears = false;
    await browser.pass(300);
    b.watch.active();
    await browser.pass(301);
    expect(a.phase()).toBe('open');
  });

  test('that waits for an answer says so, and comes back by itself', async () => {
    const browser = browserOf(marie);
    const tab = browser.openTab();
    browser.server.away = true;
    tab.watch.veil();
    await tab.watch.check();
    expect(tab.watch.getState()).toEqual({ phase: 'locked', why: 'unanswered' });
    browser.server.away = false;
    await browser.pass(3);
    expect(tab.phase()).toBe('open');
  });

  test('is not hidden because the network is away, as long as she is there', async () => {
    const browser = browserOf(marie);
    const tab = browser.openTab();
    browser.server.away = true;
    for (let minutes = 0; minutes < 30; minutes += 1) {
      tab.watch.active();
      await browser.pass(60);
    }
    expect(tab.phase()).toBe('open');
  });
});

describe('what the server is told', () => {
  test('of her last touch, exactly, and seldom', async () => {
    const browser = browserOf(marie);
    const tab = browser.openTab();
    for (let touches = 0; touches < 100; touches += 1) {
      tab.watch.active();
      await browser.pass(1);
    }
    await browser.pass(120);
    expect(tab.seen.asked).toBeLessThan(6);
    expect(browser.server.activeAt).toBeGreaterThanOrEqual(98);
    expect(browser.server.activeAt).toBeLessThanOrEqual(100);
  });

  test('nothing by a page that was made for nobody', async () => {
    const browser = browserOf(null);
    const tab = browser.openTab();
    tab.watch.active();
    tab.watch.veil();
    await tab.watch.check();
    await browser.pass(10_000);
    expect(tab.seen).toMatchObject({ asked: 0, veiled: false, left: null });
  });
});
