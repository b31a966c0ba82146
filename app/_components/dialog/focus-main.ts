'use client';

/**
 * Gives the focus to the page's content, without moving it: where what had the focus is gone, so that the next Tab goes on
 * here and not through the whole navigation again.
 */
export function focusMain(): void {
  document.getElementById('content')?.focus({ preventScroll: true });
}
