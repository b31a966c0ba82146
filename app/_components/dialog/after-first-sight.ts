/** Whatever a hand does first, on any device. */
const signs = ['pointermove', 'pointerdown', 'keydown', 'input', 'dragenter'] as const;
/** Longest wait for a quiet moment once the page has loaded. */
const restMilliseconds = 1_500;

/**
 * Calls `then` once: when the page is first used, or has loaded and rests, and at once where that was before. For what a person will
 * need soon and the first sight of a page must not wait for. Returns what takes the wish back.
 */
export function afterFirstSight(then: () => void): () => void {
  if (isOver) {
    then();
    return () => undefined;
  }
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isForgotten = false;
  const over = () => {
    if (isForgotten) return; // an idle callback that came after all
    isOver = true;
    forget();
    then();
  };
  const rest = () => {
    // Safari has no idle callbacks
    if ('requestIdleCallback' in window) window.requestIdleCallback(over, { timeout: restMilliseconds });
    else timer = setTimeout(over, restMilliseconds);
  };
  const forget = () => {
    isForgotten = true;
    clearTimeout(timer);
    window.removeEventListener('load', rest);
    for (const name of signs) window.removeEventListener(name, over, true);
  };
  for (const name of signs) window.addEventListener(name, over, true);
  if (document.readyState === 'complete') rest();
  else window.addEventListener('load', rest);
  return forget;
}

let isOver = false;
