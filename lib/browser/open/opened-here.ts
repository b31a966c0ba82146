import { browserSession } from '../session/browser-session';

/**
 * What a person has pressed to open in this tab, so that she need not press twice: the letter of the row she has just pressed, and those
 * that are open already, also after Back or a reload. Names only, no key and no text; none outlives a lock, a sign-out or the tab.
 */
const storageKey = 'pli-opened';
/** A tab that is loaded again is back within this; one that comes back later was restored, and nobody has pressed anything. */
const reloadMs = 10_000;

let pressed: string | null = null;
const opened = new Set<string>();
let watching = false;

/** A row was pressed: the page it leads to opens the letter. */
export function pressToOpen(letter: string): void {
  pressed = letter;
}

/** Whether the row of this letter was pressed just now. */
export function isPressed(letter: string): boolean {
  return pressed === letter;
}

/** Whether this letter opens by itself now. A row's press counts once, for this letter alone, and for members only: a guest opens at the letter. */
export function opensAtOnce(letter: string, isMember: boolean): boolean {
  watch();
  const wasPressed = pressed === letter;
  pressed = null;
  return (wasPressed && isMember) || opened.has(letter);
}

/** It is open. */
export function noteOpened(letter: string): void {
  watch();
  opened.add(letter);
}

function watch(): void {
  if (watching) return;
  watching = true;
  for (const letter of takeStored()) opened.add(letter);
  window.addEventListener('pagehide', () => store({ letters: [...opened], at: Date.now() }));
  browserSession.listen((event) => {
    if (event !== 'locked' && event !== 'left') return;
    opened.clear();
    pressed = null;
    store(null);
  });
}

type Stored = { letters: string[]; at: number };

function store(value: Stored | null): void {
  try {
    if (value === null) window.sessionStorage.removeItem(storageKey);
    else window.sessionStorage.setItem(storageKey, JSON.stringify(value));
  } catch {
    // a browser that stores nothing asks for the press again
  }
}

function takeStored(): string[] {
  try {
    const stored = window.sessionStorage.getItem(storageKey);
    window.sessionStorage.removeItem(storageKey);
    if (stored === null) return [];
    const { letters, at } = JSON.parse(stored) as Stored; // what `store` wrote
    return Date.now() - at < reloadMs ? letters : [];
  } catch {
    return [];
  }
}
