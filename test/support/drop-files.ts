import type { Page } from 'playwright-core';

/**
 * Drops files from disk on the page, in its middle or at a place of it, as a person drags them from the desktop: a real drag of the
 * browser, not a made-up event.
 */
export async function dropFiles(
  page: Page,
  paths: readonly string[],
  place?: { x: number; y: number },
): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const { width, height } = page.viewportSize() ?? { width: 1280, height: 720 };
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  const at = place ?? { x: Math.round(width / 2), y: Math.round(height / 2) };
  const dispatch = (type: 'dragEnter' | 'dragOver' | 'drop') =>
    devtools.send('Input.dispatchDragEvent', { type, ...at, data });
  await page.evaluate(watchDrags);
  const untilSeen = async (kind: 'over' | 'dropped', again?: () => Promise<unknown>) => {
    for (let looks = 0; looks < 200; looks += 1) {
      if (await page.evaluate((one) => (window as Watched).pliDrags?.[one] ?? 0, kind)) return true;
      await again?.();
      await page.waitForTimeout(25);
    }
    return false;
  };
  // a hand hovers until the page shows that it takes what it holds; a browser that is busy knows of neither yet
  for (let tries = 0; tries < 5; tries += 1) {
    await dispatch('dragEnter');
    await untilSeen('over', () => dispatch('dragOver'));
    await dispatch('dragOver');
    await dispatch('drop');
    if (await untilSeen('dropped')) break;
  }
  await devtools.detach();
}

type Watched = Window & { pliDrags?: { over: number; dropped: number } };

/** In the page: counts what was dragged over it and taken, and what was dropped. */
function watchDrags(): void {
  const seen = { over: 0, dropped: 0 };
  if ((window as Watched).pliDrags === undefined) {
    window.addEventListener('dragover', (event) => {
      const { pliDrags } = window as Watched;
      if (pliDrags && event.defaultPrevented) pliDrags.over += 1;
    });
    window.addEventListener(
      'drop',
      () => {
        const { pliDrags } = window as Watched;
        if (pliDrags) pliDrags.dropped += 1;
      },
      true,
    );
  }
  (window as Watched).pliDrags = seen;
}
