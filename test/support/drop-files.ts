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
  // a hand hovers: what lies below may have moved in between
  for (const type of ['dragEnter', 'dragOver', 'dragOver', 'dragOver', 'drop'] as const) {
    await devtools.send('Input.dispatchDragEvent', { type, ...at, data });
  }
  await devtools.detach();
}
