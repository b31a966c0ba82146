import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { layImage } from '../lay-image.ts';
import type { Keys } from '../part.ts';

/** What the Dockerfile's COPY and RUN steps add to its base. */
export async function image(): Promise<Keys> {
  const folder = mkdtempSync(path.join(tmpdir(), 'pli-image-'));
  try {
    return { image_mb: Math.round(layImage(path.join(folder, 'root')) / 1_000_000) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
