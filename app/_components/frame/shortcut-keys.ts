const storageKey = 'pli-shortcuts';

/** Whether single-key shortcuts are on in this browser; a person can switch them off (WCAG 2.2, 2.1.4). */
export function shortcutsAreOn(): boolean {
  return window.localStorage.getItem(storageKey) !== 'off';
}

/** Switches single-key shortcuts on or off in this browser. */
export function setShortcuts(on: boolean): void {
  window.localStorage.setItem(storageKey, on ? 'on' : 'off');
}

/** A key pressed alone, outside of anything one types in or a dialog. */
export function isPlainKey(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented)
    return false;
  const target = event.target instanceof Element ? event.target : null;
  return !target?.closest(
    'input:not([type="checkbox"]), textarea, select, [contenteditable="true"], [role="dialog"], [role="menu"]',
  );
}
